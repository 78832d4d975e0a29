import MongoStore from 'connect-mongo';
import type { RequestHandler } from 'express';
import session from 'express-session';
import type { OpenedStore } from '../store/open-store.js';

/** How long somebody stays logged in who does not come back. */
const IDLE_SECONDS = 14 * 24 * 60 * 60;
/** Being seen again is written down at most this often. */
const TOUCH_SECONDS = 60 * 60;

export const SESSION_COOKIE = 'parley.sid';

/**
 * Sessions in the collection `sessions`. Only who logs in gets one, and a cookie. Resolves when the index exists that
 * removes old ones.
 */
export async function createSessions(options: {
  secret: string;
  client: OpenedStore['client'];
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
