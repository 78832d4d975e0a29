import { messages as t } from '#messages/stage';
import { isBeforeCall, isInCall, type CallState } from '../call/call-state.js';
import { createBackoff } from '../lib/backoff.js';
import { importBundle, importStyles } from '../lib/import-bundle.js';
import type { createInCallTools, InCallOptions, InCallTools } from './views/in-call-tools.js';

interface Bundle {
  createInCallTools: typeof createInCallTools;
}

/** The page before the call has more urgent work at first. */
const DELAY_MS = 3_000;
const FIRST_RETRY_MS = 1_000;
const MAX_RETRY_MS = 30_000;

export interface InCallLoaderOptions extends InCallOptions {
  onLoaded(tools: InCallTools): void;
  problem(text: string): void;
}

/** Loads what only the call needs: while the person looks at the page before the call, or at the latest at the join. */
export function createInCallLoader({ onLoaded, problem, ...options }: InCallLoaderOptions) {
  const retries = createBackoff(() => void load(), FIRST_RETRY_MS, MAX_RETRY_MS);
  let tools: InCallTools | null = null;
  let attempts = 0;
  let isInCallNow = false;
  let isToldOf = false;
  const early = setTimeout(start, DELAY_MS);

  function start(): void {
    clearTimeout(early);
    if (attempts === 0) void load();
  }

  async function load(): Promise<void> {
    attempts += 1;
    try {
      const { inCall, inCallStyles } = options.page.dataset;
      const [bundle] = await Promise.all([
        importBundle<Bundle>(inCall, attempts),
        importStyles(inCallStyles, attempts),
      ]);
      tools = bundle.createInCallTools(options);
    } catch {
      tell();
      retries.schedule();
      return;
    }
    onLoaded(tools);
  }

  /** Tells a person in the call once that the call lacks its tools. */
  function tell(): void {
    if (!isInCallNow || isToldOf) return;
    isToldOf = true;
    problem(t.toolsMissing());
  }

  return {
    get tools() {
      return tools;
    },
    render(state: CallState): void {
      if (state.phase === 'joining' || !isBeforeCall(state)) start();
      isInCallNow = isInCall(state);
      if (attempts > 1 && !tools) tell();
    },
  };
}
