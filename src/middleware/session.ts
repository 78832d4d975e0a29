import type { IncomingMessage } from 'node:http';
import type MongoStore from 'connect-mongo';
import { parse } from 'cookie';
import { unsign } from 'cookie-signature';
import type { RequestHandler, Response } from 'express';
import session from 'express-session';
import { createHashedSessionStore, storedId } from './hashed-session-store.js';
import { createNewestSessions } from './newest-sessions.js';

/** Idle lifetime of a session: 14 days. */
const IDLE_SECONDS = 14 * 24 * 60 * 60;
/** A session in use renews its expiry in the database at most once an hour. */
const TOUCH_SECONDS = 60 * 60;

type SessionClient = NonNullable<Parameters<typeof MongoStore.create>[0]['client']>;

const COOKIE = 'parley.sid';
/**
 * Browsers accept a cookie with this prefix only over HTTPS and for one host alone, so no other host of the same domain
 * can set it (RFC 6265bis, section 4.1.3.2).
 */
const HOST_PREFIX = '__Host-';
/** express-session puts this in front of the signed id. */
const SIGNED_PREFIX = 's:';

/** A session of a logged-in user. */
export interface OpenSession {
  readonly sessionId: string;
  readonly userId: string;
}

export interface Sessions {
  /** For pages. Renews the session's expiry and its cookie. */
  readonly middleware: RequestHandler;
  /**
   * For sockets. Resolves to the session that the request's cookie names, or to null without a valid one. Writes nothing:
   * express-session may call `next` a second time when the renewal of a session fails, and engine.io would then answer
   * the request twice. Rejects when the database cannot be read.
   */
  read(request: IncomingMessage): Promise<OpenSession | null>;
  /** Ends the oldest sessions of a user who has too many. Call it when this session has been stored by a login. */
  endOldest(session: OpenSession): Promise<void>;
  /** Lets the browser forget the cookie. */
  clearCookie(response: Response): void;
}

export interface SessionOptions {
  readonly secret: string;
  readonly client: SessionClient;
  /** Whether people use HTTPS only. Otherwise the cookie is secure if the request of the login is. */
  readonly isHttps: boolean;
}

/**
 * Keeps sessions in the collection `sessions`. A visitor gets a session, and its cookie, only by logging in. Resolves
 * when the indexes of the collection exist.
 */
export async function createSessions({ secret, client, isHttps }: SessionOptions): Promise<Sessions> {
  const name = isHttps ? `${HOST_PREFIX}${COOKIE}` : COOKIE;
  const cookie = { path: '/', httpOnly: true, sameSite: 'lax' } as const;
  const store = createHashedSessionStore({
    client,
    collectionName: 'sessions',
    ttl: IDLE_SECONDS,
    touchAfter: TOUCH_SECONDS,
    stringify: false,
  });
  const newest = await createNewestSessions(await store.collectionP);
  return {
    middleware: session({
      name,
      secret,
      store,
      resave: false,
      saveUninitialized: false,
      rolling: true,
      cookie: { ...cookie, secure: isHttps || 'auto', maxAge: IDLE_SECONDS * 1_000 },
    }),
    async read({ headers }) {
      const sessionId = sessionIdIn(parse(headers.cookie ?? '')[name], secret);
      const userId = sessionId !== null && (await readUserId(store, sessionId));
      return userId ? { sessionId, userId } : null;
    },
    endOldest: ({ sessionId, userId }) => newest.add({ storedId: storedId(sessionId), userId }),
    clearCookie(response) {
      response.clearCookie(name, { ...cookie, secure: isHttps });
    },
  };
}

/** Returns the session id of the cookie, or null if there is none with a valid signature. */
function sessionIdIn(cookie: string | undefined, secret: string): string | null {
  if (!cookie?.startsWith(SIGNED_PREFIX)) return null;
  return unsign(cookie.slice(SIGNED_PREFIX.length), secret) || null;
}

/** Resolves to the id that passport has stored in the session, or to null if the session is unknown or has expired. */
function readUserId(store: MongoStore, sessionId: string): Promise<string | null> {
  return new Promise((resolve, reject) => {
    store.get(sessionId, (error: unknown, data: unknown) => {
      if (error) {
        reject(error instanceof Error ? error : new Error('The session cannot be read.', { cause: error }));
        return;
      }
      const { passport } = (data ?? {}) as { passport?: { user?: unknown } };
      resolve(typeof passport?.user === 'string' ? passport.user : null);
    });
  });
}
