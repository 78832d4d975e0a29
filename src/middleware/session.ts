import MongoStore from 'connect-mongo';
import type { RequestHandler } from 'express';
import session from 'express-session';

/** Idle lifetime of a session: 14 days. */
const IDLE_SECONDS = 14 * 24 * 60 * 60;
/** A session in use renews its expiry in the database at most once an hour. */
const TOUCH_SECONDS = 60 * 60;

type SessionClient = NonNullable<Parameters<typeof MongoStore.create>[0]['client']>;

export const SESSION_COOKIE = 'parley.sid';

/**
 * Keeps sessions in the collection `sessions`. A visitor gets a session, and its cookie, only by logging in. Resolves
 * when the index that removes expired sessions exists.
 */
export async function createSessions(options: {
  secret: string;
  client: SessionClient;
}): Promise<RequestHandler> {
  const store = MongoStore.create({
    client: options.client,
    collectionName: 'sessions',
    ttl: IDLE_SECONDS,
    touchAfter: TOUCH_SECONDS,
    stringify: false,
  });
  await store.collectionP;
  return session({
    name: SESSION_COOKIE,
    secret: options.secret,
    store,
    resave: false,
    saveUninitialized: false,
    rolling: true,
    cookie: { httpOnly: true, sameSite: 'lax', secure: 'auto', maxAge: IDLE_SECONDS * 1_000 },
  });
}
