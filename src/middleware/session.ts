import type { IncomingMessage } from 'node:http';
import type MongoStore from 'connect-mongo';
import { parse } from 'cookie';
import { unsign } from 'cookie-signature';
import type { Request, RequestHandler, Response } from 'express';
import session from 'express-session';
import type { User } from '../services/accounts.js';
import type { CookieScope } from './cookie-scope.js';
import { deviceOf } from './device-of.js';
import { createHashedSessionStore, storedId } from './hashed-session-store.js';
import { createUserSessions } from './user-sessions.js';
import type { SessionEnds, UserSession } from './user-sessions.js';

/** Idle lifetime of a session: 14 days. */
const IDLE_SECONDS = 14 * 24 * 60 * 60;
/** A session ends 30 days after its login, however much it is used (OWASP ASVS 5, 7.3.2). */
const LIFETIME_MS = 30 * 24 * 60 * 60 * 1_000;
/** For so long after a login or a confirmation, people may add a way to log in without another confirmation. */
const CONFIRMED_MS = 10 * 60 * 1_000;
/** A session in use renews its expiry in the database at most once an hour. */
const TOUCH_SECONDS = 60 * 60;

type SessionClient = NonNullable<Parameters<typeof MongoStore.create>[0]['client']>;

const COOKIE = 'parley.sid';
/** express-session puts this in front of the signed id. */
const SIGNED_PREFIX = 's:';

declare module 'express-session' {
  interface SessionData {
    /** The time of the login, in ms since 1970. */
    startedAt?: number;
    /** The time at which the person has last confirmed that they own the account, in ms since 1970. */
    confirmedAt?: number;
  }
}

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
  /**
   * Logs the user in. Resolves when the session is stored under a new id, which protects against session fixation, and when
   * the oldest sessions of a user who has too many have ended.
   */
  start(request: Request, user: User): Promise<void>;
  /** Notes that the person has just confirmed that they own the account. */
  confirm(request: Request): Promise<void>;
  /** Whether the person has logged in, or confirmed that they own the account, within the last ten minutes. */
  isConfirmed(request: Request): boolean;
  /** Ends the session of this request. */
  end(request: Request): Promise<void>;
  /** The open sessions of the user, the newest first. */
  list(userId: string): Promise<UserSession[]>;
  /** Ends one session of the user. `storedId` is the `id` of a `UserSession`. */
  endStored(userId: string, storedId: string): Promise<void>;
  /** Ends all sessions of the user. */
  endAll(userId: string): Promise<void>;
  /** Lets the browser forget the cookie. */
  clearCookie(response: Response): void;
}

export interface SessionOptions {
  readonly secret: string;
  readonly client: SessionClient;
  /** Whether people use HTTPS only. Otherwise the cookie is secure if the request of the login is. */
  readonly isHttps: boolean;
  readonly ends: SessionEnds;
  readonly scope: CookieScope;
  /** ms since the epoch */
  readonly now: () => number;
}

interface StoredData {
  readonly passport?: { readonly user?: unknown };
  readonly startedAt?: unknown;
}

/**
 * Keeps sessions in the collection `sessions`. A visitor gets a session, and its cookie, only by logging in. Resolves
 * when the indexes of the collection exist.
 */
export async function createSessions({
  secret,
  client,
  isHttps,
  scope,
  ends,
  now,
}: SessionOptions): Promise<Sessions> {
  const name = scope.name(COOKIE);
  const cookie = { path: scope.path, httpOnly: true, sameSite: 'lax' } as const;
  const store = createHashedSessionStore({
    client,
    collectionName: 'sessions',
    ttl: IDLE_SECONDS,
    touchAfter: TOUCH_SECONDS,
    stringify: false,
  });
  const ofUsers = await createUserSessions(await store.collectionP, ends);
  const readSession = session({
    name,
    secret,
    store,
    resave: false,
    saveUninitialized: false,
    rolling: true,
    cookie: { ...cookie, secure: isHttps || 'auto', maxAge: IDLE_SECONDS * 1_000 },
  });

  /** Returns the id that passport has stored in the session, or null without one and after the session's lifetime. */
  function userIdIn({ passport, startedAt }: StoredData): string | null {
    const isInTime = typeof startedAt === 'number' && now() - startedAt < LIFETIME_MS;
    return isInTime && typeof passport?.user === 'string' ? passport.user : null;
  }

  return {
    middleware(req, res, next) {
      void readSession(req, res, (error?: unknown) => {
        // express-session sets no session if the path is outside that of the cookie, which contains all pages.
        const data = req.session as (Request['session'] & StoredData) | undefined;
        if (error || !data?.passport || userIdIn(data) !== null) next(error);
        else data.regenerate(next);
      });
    },
    async read({ headers }) {
      const sessionId = sessionIdIn(parse(headers.cookie ?? '')[name], secret);
      const userId = sessionId !== null && userIdIn(await readData(store, sessionId));
      return userId ? { sessionId, userId } : null;
    },
    async start(request, user) {
      await settled((done) => {
        request.logIn(user, done);
      });
      const startedAt = now();
      // Stored at once, not with the answer: a later write would bring back a session that has been ended meanwhile.
      request.session.startedAt = startedAt;
      await settled((done) => {
        request.session.save(done);
      });
      await ofUsers.add({
        storedId: storedId(request.sessionID),
        userId: user.id,
        startedAt: new Date(startedAt),
        device: deviceOf(request.headers['user-agent']),
      });
    },
    async confirm({ session }) {
      session.confirmedAt = now();
      await settled((done) => {
        session.save(done);
      });
    },

    isConfirmed: ({ session: { startedAt = 0, confirmedAt = 0 } }) =>
      now() - Math.max(startedAt, confirmedAt) < CONFIRMED_MS,

    async end(request) {
      const ended = storedId(request.sessionID);
      await settled((done) => {
        request.session.destroy(done);
      });
      await ends.ended([ended]);
    },
    list: (userId) => ofUsers.list(userId, { since: new Date(now() - LIFETIME_MS), now: new Date() }),
    endStored: ofUsers.end,
    endAll: ofUsers.endAll,
    clearCookie(response) {
      response.clearCookie(name, { ...cookie, secure: isHttps });
    },
  };
}

/** Whether the `id` of a `UserSession` belongs to the session with this id. */
export function isStoredSession(id: string, sessionId: string): boolean {
  return id === storedId(sessionId);
}

/** Returns the session id of the cookie, or null if there is none with a valid signature. */
function sessionIdIn(cookie: string | undefined, secret: string): string | null {
  if (!cookie?.startsWith(SIGNED_PREFIX)) return null;
  return unsign(cookie.slice(SIGNED_PREFIX.length), secret) || null;
}

/** Resolves to the data of the session, empty if the session is unknown or has expired. */
function readData(store: MongoStore, sessionId: string): Promise<StoredData> {
  return new Promise((resolve, reject) => {
    store.get(sessionId, (error: unknown, data: unknown) => {
      if (error) reject(asError(error, new Error('The session cannot be read.', { cause: error })));
      else resolve(data ?? {});
    });
  });
}

function settled(run: (done: (error?: unknown) => void) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    run((error) => {
      if (error) reject(asError(error, new Error('The session cannot be written.', { cause: error })));
      else resolve();
    });
  });
}

function asError(error: unknown, otherwise: Error): Error {
  return error instanceof Error ? error : otherwise;
}
