import { request as httpsRequest } from 'node:https';
import type { RequestOptions } from 'node:https';
import { createPublicLookup } from './public-address.js';
import type { PushRequest } from './web-push.js';

/** Sends one request. Resolves to the status of the answer, which may be any. Rejects without an answer in time. */
export type PushTransport = (request: PushRequest) => Promise<number>;

/** Push services answer within a second. */
const PATIENCE_MS = 5_000;

/**
 * Connects to public addresses only and over TLS only. Follows no redirect and reads no body. `options` of the connection
 * are for tests.
 */
export function createPushTransport(
  options: RequestOptions = {},
  patienceMs: number = PATIENCE_MS,
): PushTransport {
  const lookup = createPublicLookup();
  return ({ endpoint, headers, body }) =>
    new Promise((resolve, reject) => {
      const url = new URL(endpoint);
      const sent = httpsRequest(
        // Without an agent: no connection outlives its check, and a slow service cannot block the others.
        url,
        {
          method: 'POST',
          headers,
          agent: false,
          lookup,
          signal: AbortSignal.timeout(patienceMs),
          ...options,
        },
        (answer) => {
          resolve(answer.statusCode ?? 0);
          answer.on('error', () => undefined); // the connection ends before the body has arrived
          answer.destroy();
        },
      );
      sent.on('error', reject);
      sent.end(body);
    });
}
