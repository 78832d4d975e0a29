import type { Requests } from '../../shared/protocol.js';
import { errorText } from './error-text.js';
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

/** Sends a request of a host. If the server refuses it, a notice says why. */
export type Moderate = <E extends HostRequest>(event: E, payload: Requests[E]['payload']) => Promise<void>;

export function createModeration(
  signalling: Pick<Signalling, 'request'>,
  notices: Pick<Notices, 'problem'>,
): Moderate {
  return async (event, payload) => {
    const reply = await signalling.request(event, payload);
    if (!reply.ok) notices.problem(errorText(reply.error.code));
  };
}
