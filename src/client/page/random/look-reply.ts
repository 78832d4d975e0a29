import type { FailureCode } from '../../call/call-state.js';
import type { RandomNews } from './random-state.js';

type Step = 'wait' | 'try-again' | RandomNews;

const STEPS: Partial<Record<FailureCode, Step>> = {
  disconnected: 'wait', // the page looks again when it is connected again
  paused: 'paused',
  'random-off': 'random-off',
  unauthorized: 'logged-out',
  'rate-limited': 'try-again',
  unavailable: 'try-again',
};

/** What follows a refused request to look for somebody: waiting for the server, a further attempt, or the end with a reason. */
export function afterLookReply(code: FailureCode): Step {
  return STEPS[code] ?? 'refused';
}
