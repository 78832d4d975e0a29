import type { IceServer } from '../../shared/protocol.js';
import { createBackoff } from '../lib/backoff.js';
import type { Signalling } from './signalling.js';

/** The delays before a failed request for new credentials is repeated. */
const FIRST_RETRY_MS = 5_000;
const MAX_RETRY_MS = 60_000;
/** New credentials are requested after this part of the lifetime, so that there is time to repeat the request. */
const RENEW_AFTER = 2 / 3;
/** Browsers run a timer with a longer delay at once. */
const MAX_DELAY_MS = 2 ** 31 - 1;

export interface IceRenewal {
  /** Call it after each join and rejoin. `ttlMs` is the lifetime of the credentials that came with it, or null. */
  start(ttlMs: number | null): void;
  stop(): void;
}

/** Keeps the credentials for the TURN servers valid during the call, because those of the join expire. */
export function createIceRenewal(
  signalling: Pick<Signalling, 'request'>,
  apply: (iceServers: IceServer[]) => void,
): IceRenewal {
  let timer: ReturnType<typeof setTimeout> | undefined;
  /** Changes when the renewal starts again or stops. An answer to an earlier request is then out of date. */
  let round = 0;
  const retries = createBackoff(() => void renew(), FIRST_RETRY_MS, MAX_RETRY_MS);

  function stop(): void {
    round += 1;
    clearTimeout(timer);
    retries.reset();
  }

  function start(ttlMs: number | null): void {
    stop();
    if (ttlMs === null) return;
    timer = setTimeout(() => void renew(), Math.min(ttlMs * RENEW_AFTER, MAX_DELAY_MS));
  }

  async function renew(): Promise<void> {
    const current = round;
    const reply = await signalling.request('ice-servers', {});
    if (current !== round) return;
    if (!reply.ok) {
      retries.schedule();
      return;
    }
    apply(reply.value.iceServers);
    start(reply.value.iceServersTtlMs);
  }

  return { start, stop };
}
