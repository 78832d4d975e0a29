import { messages as t } from '#messages/stage';
import { isBeforeCall, isInCall, type CallState } from '../call/call-state.js';
import { createBundleLoader } from './bundle-loader.js';
import type { createInCallTools, InCallOptions, InCallTools } from './in-call-tools.js';

/** The page before the call has more urgent work at first. */
const DELAY_MS = 3_000;

export interface InCallLoaderOptions extends Omit<InCallOptions, 'loadQrCode'> {
  onLoaded(tools: InCallTools): void;
}

/** Loads what only the call needs: while the person looks at the page before the call, or at the latest at the join. */
export function createInCallLoader({ onLoaded, ...options }: InCallLoaderOptions) {
  const { inCall = '', inCallStyles } = options.page.dataset;
  let tools: InCallTools | null = null;
  /** Builds the tools. Null if the bundle has not been loaded, or after that. */
  let build: (() => void) | null = null;
  let isMissing = false;
  let isToldOf = false;
  const loader = createBundleLoader<{
    createInCallTools: typeof createInCallTools;
  }>(
    inCall,
    (bundle) => {
      isMissing = false;
      build = () => {
        build = null;
        tools = bundle.createInCallTools({ ...options, loadQrCode: createBundleLoader });
        onLoaded(tools);
      };
      // While the page joins, the answers to its offers are more urgent.
      if (options.call.store.get().phase !== 'joining') build();
    },
    () => {
      isMissing = true;
    },
    inCallStyles,
  );
  setTimeout(loader.load, DELAY_MS);
  // A person who moves the pointer or presses a key is about to join. Chromium also reports where a pointer rests.
  addEventListener('keydown', loader.load, { once: true });
  let rest = '';
  addEventListener('pointermove', function follow({ clientX, clientY }) {
    const place = `${clientX} ${clientY}`;
    rest ||= place;
    if (place === rest) return;
    removeEventListener('pointermove', follow);
    loader.load();
  });

  return {
    get tools() {
      return tools;
    },
    /** Loads it before the person joins. */
    load: loader.load,
    render(state: CallState): void {
      if (state.phase === 'joining' || !isBeforeCall(state)) loader.load();
      if (state.phase !== 'joining') build?.();
      if (!isMissing || isToldOf || !isInCall(state)) return;
      isToldOf = true; // first, because a notice changes the state, which calls this function again
      options.call.notices.problem(t.toolsMissing());
    },
  };
}
