import { createBackoff } from '../lib/backoff.js';

const FIRST_RETRY_MS = 2_000;
const MAX_RETRY_MS = 30_000;

export interface BundleLoader {
  /** Starts loading, if it has not started yet. */
  load(): void;
}

/** Loads the script at `address` once, when it is needed, and tries again until that works. */
export function createBundleLoader<Bundle>(
  address: string,
  onLoad: (bundle: Bundle) => void,
  onFirstFailure: () => void = () => undefined,
): BundleLoader {
  const retries = createBackoff(() => void attempt(), FIRST_RETRY_MS, MAX_RETRY_MS);
  let attempts = 0;

  async function attempt(): Promise<void> {
    attempts += 1;
    try {
      // Browsers remember that a script could not be loaded, so each further attempt needs an address of its own.
      const url = attempts === 1 ? address : `${address}?attempt=${attempts}`;
      onLoad((await import(url)) as Bundle);
    } catch {
      if (attempts === 1) onFirstFailure();
      retries.schedule();
    }
  }

  return {
    load() {
      if (attempts === 0) void attempt();
    },
  };
}
