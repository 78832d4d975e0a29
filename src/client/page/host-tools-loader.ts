import { messages as t } from '#messages/page';
import { mayModerate, type CallState } from '../call/call-state.js';
import { createBundleLoader } from './bundle-loader.js';
import type { createHostTools, HostToolOptions, HostTools } from './host/host-tools.js';

/**
 * Returns a function that takes each state of the call. It loads the tools for hosts when the person becomes a host or
 * co-host, and draws them from then on. The other pages never load them.
 */
export function createHostToolsLoader(
  page: HTMLElement,
  { problem, ...options }: Omit<HostToolOptions, 'page'> & { problem(text: string): void },
): (state: CallState) => void {
  let tools: HostTools | null = null;
  let latest: CallState | null = null;
  const loader = createBundleLoader<{ createHostTools: typeof createHostTools }>(
    page.dataset['hostTools'] ?? '',
    (bundle) => {
      tools = bundle.createHostTools({ page, ...options });
      if (latest) tools.render(latest);
    },
    () => {
      problem(t.hostToolsMissing());
    },
  );

  return function render(state): void {
    latest = state;
    if (tools) tools.render(state);
    else if (mayModerate(state)) loader.load();
  };
}
