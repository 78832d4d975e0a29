import type { Requests } from '../../shared/protocol.js';
import { errorText } from './error-text.js';
import type { Store } from '../lib/store.js';
import type { CallState } from './call-state.js';
import type { Notices } from './notices.js';
import type { Signalling } from './signalling.js';

/** The requests of hosts and co-hosts. */
export type HostRequest =
  | 'admit'
  | 'deny'
  | 'mute'
  | 'ask-to-unmute'
  | 'stop-share'
  | 'lower-hand'
  | 'remove'
  | 'lock'
  | 'co-host'
  | 'hand-over'
  | 'end-call';

/** Sends a request of a host. If the server refuses it, a notice says why. Resolves to whether it has succeeded. */
export type Moderate = <E extends HostRequest>(event: E, payload: Requests[E]['payload']) => Promise<boolean>;

export function createModeration(
  signalling: Pick<Signalling, 'request'>,
  store: Pick<Store<CallState>, 'get'>,
  notices: Pick<Notices, 'problem'>,
): Moderate {
  return async (event, payload) => {
    const reply = await signalling.request(event, payload);
    // A host who ends the call may lose the connection before the answer arrives.
    if (reply.ok || store.get().phase === 'ended') return true;
    notices.problem(errorText(reply.error.code));
    return false;
  };
}
