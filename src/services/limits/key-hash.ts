import { createHmac } from 'node:crypto';

/** Names something by a keyed hash of its parts. Nobody can test guesses of the parts without the key. */
export type KeyHash = (...parts: readonly string[]) => string;

/** @param key only servers with the same key share their limits */
export function createKeyHash(key: string): KeyHash {
  return (...parts) => createHmac('sha256', key).update(JSON.stringify(parts)).digest('base64url');
}
