import { messages as t } from '#messages/stage';
import { isInCall, type CallState } from '../call/call-state.js';
import { importBundle } from '../lib/import-bundle.js';
import type { createStageTools, StageToolOptions, StageTools } from './views/stage-tools.js';

interface Bundle {
  createStageTools: typeof createStageTools;
}

/** The connections of a join need the network first. */
const DELAY_MS = 2_000;

/** Loads the tools of the stage soon after the join, or when the person needs them first. */
export function createStageToolsLoader(options: StageToolOptions, problem: (text: string) => void) {
  let attempts = 0;
  let tools: Promise<StageTools> | null = null;
  let isScheduled = false;

  async function load(): Promise<StageTools> {
    attempts += 1;
    const address = options.page.dataset['stageTools'];
    return (await importBundle<Bundle>(address, attempts)).createStageTools(options);
  }

  function loaded(): Promise<StageTools> {
    const loading = tools ?? load();
    tools = loading;
    loading.catch(() => {
      if (tools === loading) tools = null; // the next use tries again
    });
    return loading;
  }

  return {
    /** Tells the person if the tools cannot be loaded. */
    async use(action: (tools: StageTools) => void): Promise<void> {
      try {
        action(await loaded());
      } catch {
        problem(t.toolsMissing());
      }
    },
    render(state: CallState): void {
      if (isScheduled || !isInCall(state)) return;
      isScheduled = true;
      setTimeout(() => void loaded().catch(() => undefined), DELAY_MS); // the first use tells the person
    },
  };
}
