import type { FailureCode } from '../../call/call-state.js';
import type { RandomNews } from './random-state.js';

/** What follows a refused request to look for somebody: waiting for the server, a further attempt, or the end with a reason. */
export function afterLookReply(code: FailureCode): 'wait' | 'try-again' | RandomNews {
  switch (code) {
    case 'disconnected':
      return 'wait'; // the page looks again when it is connected again
    case 'paused':
    case 'random-off':
      return code;
    case 'unauthorized':
      return 'logged-out';
    case 'rate-limited':
    case 'unavailable':
      return 'try-again';
    default:
      return 'refused';
  }
}
