import type { MediaEngineEvents } from '../mesh/media-engine.js';
import type { Signalling } from './signalling.js';

/** Error codes of signals that can succeed later: after a rejoin, when the other page is back, or after a moment. */
const UNDELIVERED: ReadonlySet<string> = new Set([
  'disconnected',
  'not-in-call',
  'unreachable',
  'rate-limited',
  'unavailable',
  'internal',
]);

/** Hands the signals of the media engine to the server. `signalling` returns the socket, which is created later. */
export function createSignalSender(signalling: () => Pick<Signalling, 'request'>): MediaEngineEvents['send'] {
  return async (to, signal) => {
    const reply = await signalling().request('signal', { to, signal });
    return reply.ok || !UNDELIVERED.has(reply.error.code);
  };
}
