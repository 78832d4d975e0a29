import { createHash } from 'node:crypto';
import MongoStore from 'connect-mongo';

type Options = Parameters<typeof MongoStore.create>[0];

/**
 * A session store that keeps the SHA-256 of each session id instead of the id itself: somebody who reads the database
 * cannot take over a session. The id has 192 random bits (uid-safe in express-session), so it needs no salt.
 */
export function createHashedSessionStore(options: Omit<Options, 'transformId'>): MongoStore {
  return MongoStore.create({
    ...options,
    transformId: storedId,
  });
}

/** The `_id` under which the store keeps a session. */
export function storedId(sessionId: string): string {
  return createHash('sha256').update(sessionId).digest('base64url');
}
