import { createBackoff } from '../lib/backoff.js';
import { importStyles } from '../lib/import-styles.js';

const FIRST_RETRY_MS = 2_000;
const MAX_RETRY_MS = 30_000;

export interface BundleLoader {
  /** Starts loading, if it has not started yet. */
  load(): void;
}

/**
 * Loads the script at `address` once, with the stylesheet at `styles` if there is one, when they are needed. Tries again
 * until that works.
 */
export function createBundleLoader<Bundle>(
  address: string,
  onLoad: (bundle: Bundle) => void,
  onFirstFailure: () => void = () => undefined,
  styles?: string,
): BundleLoader {
  const retries = createBackoff(() => void attempt(), FIRST_RETRY_MS, MAX_RETRY_MS);
  let attempts = 0;

  async function attempt(): Promise<void> {
    attempts += 1;
    // Browsers remember that a script could not be loaded, so each further attempt needs an address of its own.
    const query = attempts === 1 ? '' : `?attempt=${attempts}`;
    let bundle: Bundle;
    try {
      const script = import(address + query) as Promise<Bundle>;
      [bundle] = await Promise.all([script, styles === undefined ? null : importStyles(styles + query)]);
    } catch {
      if (attempts === 1) onFirstFailure();
      retries.schedule();
      return;
    }
    onLoad(bundle);
  }

  return {
    load() {
      if (attempts === 0) void attempt();
    },
  };
}
