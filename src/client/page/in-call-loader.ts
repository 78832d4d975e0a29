import { messages as t } from '#messages/stage';
import { isBeforeCall, isInCall, type CallState } from '../call/call-state.js';
import type { Call } from '../call/call.js';
import { createBundleLoader } from './bundle-loader.js';
import type { createCallHead } from './head/call-head.js';
import type { createInCallTools, InCallOptions, InCallTools } from './views/in-call-tools.js';

/** The page before the call has more urgent work at first. */
const DELAY_MS = 3_000;

export interface InCallLoaderOptions extends InCallOptions {
  call: Pick<Call, 'store' | 'notices'>;
  onLoaded(tools: InCallTools): void;
  problem(text: string): void;
}

/** Loads what only the call needs: while the person looks at the page before the call, or at the latest at the join. */
export function createInCallLoader({ call, onLoaded, problem, ...options }: InCallLoaderOptions) {
  const { inCall = '', inCallStyles } = options.page.dataset;
  let tools: InCallTools | null = null;
  let isMissing = false;
  let isToldOf = false;
  const loader = createBundleLoader<{
    createInCallTools: typeof createInCallTools;
    createCallHead: typeof createCallHead;
  }>(
    inCall,
    (bundle) => {
      bundle.createCallHead(options.page, call, createBundleLoader);
      tools = bundle.createInCallTools(options);
      isMissing = false;
      onLoaded(tools);
    },
    () => {
      isMissing = true;
    },
    inCallStyles,
  );
  setTimeout(loader.load, DELAY_MS);

  return {
    get tools() {
      return tools;
    },
    render(state: CallState): void {
      if (state.phase === 'joining' || !isBeforeCall(state)) loader.load();
      if (!isMissing || isToldOf || !isInCall(state)) return;
      isToldOf = true; // first, because a notice changes the state, which calls this function again
      problem(t.toolsMissing());
    },
  };
}
