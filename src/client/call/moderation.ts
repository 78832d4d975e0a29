import type { HostTool, Requests } from '../../shared/protocol.js';
import type { Store } from '../lib/store.js';
import type { CallState } from './call-state.js';
import { errorText } from './error-text.js';
import type { Notices } from './notices.js';
import type { Signalling } from './signalling.js';

/** Sends a request of a host. If the server refuses it, a notice says why. Resolves to whether it has succeeded. */
export type Moderate = <T extends HostTool>(tool: T, payload: Requests[T]['payload']) => Promise<boolean>;

export function createModeration(
  signalling: Pick<Signalling, 'request'>,
  store: Pick<Store<CallState>, 'get'>,
  notices: Pick<Notices, 'problem'>,
): Moderate {
  return async (tool, payload) => {
    const reply = await signalling.request(tool, payload);
    // A host who ends the call may lose the connection before the answer arrives.
    if (reply.ok || store.get().phase === 'ended') return true;
    notices.problem(errorText(reply.error.code));
    return false;
  };
}
