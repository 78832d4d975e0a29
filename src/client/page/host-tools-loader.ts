import { messages as t } from '#messages/page';
import { mayModerate, type CallState } from '../call/call-state.js';
import { createBackoff } from '../lib/backoff.js';
import { importBundle } from '../lib/import-bundle.js';
import type { createHostTools, HostToolOptions, HostTools } from './host/host-tools.js';

interface Bundle {
  createHostTools: typeof createHostTools;
}

const FIRST_RETRY_MS = 2_000;
const MAX_RETRY_MS = 30_000;

/**
 * Returns a function that takes each state of the call. It loads the tools for hosts when the person becomes a host or
 * co-host, and draws them from then on. The other pages never load them.
 */
export function createHostToolsLoader(
  page: HTMLElement,
  { problem, ...options }: Omit<HostToolOptions, 'page'> & { problem(text: string): void },
): (state: CallState) => void {
  const retries = createBackoff(() => void load(), FIRST_RETRY_MS, MAX_RETRY_MS);
  let tools: HostTools | null = null;
  let attempts = 0;
  let latest: CallState | null = null;

  async function load(): Promise<void> {
    attempts += 1;
    try {
      const bundle = await importBundle<Bundle>(page.dataset['hostTools'], attempts);
      tools = bundle.createHostTools({ page, ...options });
    } catch {
      if (attempts === 1) problem(t.hostToolsMissing());
      retries.schedule();
      return;
    }
    if (latest) tools.render(latest);
  }

  return function render(state): void {
    latest = state;
    if (tools) tools.render(state);
    else if (attempts === 0 && mayModerate(state)) void load();
  };
}
