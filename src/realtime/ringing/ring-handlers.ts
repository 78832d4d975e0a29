import type { Handlers } from '../answer.js';
import type { RealtimeSocket } from '../socket-types.js';
import type { Ringing } from './ringing.js';

export type RingEvent =
  'watch-rings' | 'call-person' | 'ring-state' | 'cancel-call' | 'answer-call' | 'decline-call';

/** The requests of one socket about calls to people. */
export function createRingHandlers(socket: RealtimeSocket, ringing: Ringing): Pick<Handlers, RingEvent> {
  return {
    'watch-rings': () => ringing.watch(socket),
    'call-person': (request) => ringing.call(socket, request),
    'ring-state': ({ clientKey }) => ringing.state(socket, clientKey),
    'cancel-call': ({ clientKey }) => ringing.cancel(socket, clientKey),
    'answer-call': ({ ringId }) => ringing.answer(socket, ringId),
    async 'decline-call'({ ringId }) {
      await ringing.decline(socket, ringId);
      return {};
    },
  };
}
