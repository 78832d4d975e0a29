import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { Express } from 'express';
import { createApp } from './app.js';
import type { Asset } from './assets.js';
import { isHttps } from './config.js';
import type { Config } from './config.js';
import { outline } from './logging/log.js';
import type { Log } from './logging/log.js';
import { createLoginAttempts, createNewMeetings, createRegistrations } from './security/attempts.js';
import { createBearer, tokenSession } from './middleware/bearer.js';
import { createLogin } from './middleware/passport.js';
import { createSessions } from './middleware/session.js';
import { createOriginCheck } from './security/origins.js';
import { createRealtime } from './realtime/realtime.js';
import type { Realtime } from './realtime/realtime.js';
import { deriveKey } from './security/secrets.js';
import { createAccounts } from './services/accounts.js';
import { createApiTokens } from './services/api-tokens.js';
import { createCalls } from './services/calls.js';
import { createChat } from './services/chat.js';
import { startCleanup } from './services/cleanup.js';
import { createIceServers } from './services/ice-servers.js';
import { createMeetings } from './services/meetings.js';
import type { Database } from './database.js';

export interface ParleyOptions {
  readonly config: Config;
  /** Stays open until Parley has closed. */
  readonly database: Pick<Database, 'client' | 'isExclusive'>;
  /** Signs sessions and participant ids. */
  readonly secret: string;
  readonly asset: Asset;
  readonly log: Log;
  /** The cost of bcrypt as a power of two; tests use a small one. */
  readonly bcryptCost?: number;
  /** ms since the epoch */
  readonly now?: () => number;
}

export interface Parley {
  /** Serves pages and sockets; the caller makes it listen. */
  readonly server: Server;
  /** Answers the requests of `server`. Tests read its routes. */
  readonly app: Express;
  readonly realtime: Realtime;
  /** Closes all sockets and timers. The caller closes the server and then the database. */
  close(): Promise<void>;
}

/**
 * Node.js closes a connection whose request takes longer to arrive. The longest request is a form of 16 kB. Answers, for
 * example of long polling, may take any time.
 */
const SLOWEST_REQUEST = {
  headersTimeout: 10_000,
  requestTimeout: 20_000,
  connectionsCheckingInterval: 2_000,
};

/** Creates all parts and closes the calls that an earlier process left open. Does not listen yet. */
export async function composeParley(options: ParleyOptions): Promise<Parley> {
  const { config, database, secret, asset, log, bcryptCost, now = Date.now } = options;
  const { maxParticipants } = config;
  const accounts = createAccounts(bcryptCost === undefined ? {} : { bcryptCost });
  const meetings = createMeetings();
  const newMeetings = createNewMeetings(now);
  const calls = createCalls(now);
  const iceServers = createIceServers(config);
  const sessions = await createSessions({
    client: database.client,
    secret: deriveKey(secret, 'session cookie'),
    isHttps: isHttps(config.publicUrl),
    now,
  });
  const login = createLogin(accounts);
  const apiTokens = createApiTokens(now);
  const bearer = createBearer({ apiTokens, accounts });
  const isAllowedOrigin = createOriginCheck(config);

  const closed = await calls.closeInterrupted({ isOnlyProcess: database.isExclusive });
  if (closed > 0) log.info(`closed interrupted calls count=${closed}`);

  const realtime = createRealtime({
    async authenticate(request) {
      const byToken = await bearer.read(request);
      if (byToken !== undefined) {
        return byToken?.token.scopes.includes('write')
          ? { sessionId: tokenSession(byToken.token.id), user: byToken.user }
          : null;
      }
      const session = await sessions.read(request);
      const user = session && (await accounts.find(session.userId));
      return user && { sessionId: session.sessionId, user };
    },
    isAllowedOrigin,
    meetings,
    newMeetings,
    calls,
    interrupted: await calls.interruptedAttendances(),
    chat: createChat(),
    iceServers,
    participantKey: deriveKey(secret, 'participant id'),
    maxParticipants,
    log,
    now,
  });
  const app = createApp({
    config,
    sessions,
    isAllowedOrigin,
    asset,
    log,
    accounts,
    meetings,
    calls,
    iceServers,
    login,
    apiTokens,
    bearer,
    attempts: createLoginAttempts(now),
    registrations: createRegistrations(now),
    newMeetings,
    registrationOpen: config.registration === 'open',
    maxParticipants,
    disconnectSession: (sessionId) => realtime.disconnectSession(sessionId),
    disconnectUser: (userId, hasEnded) => realtime.disconnectUser(userId, hasEnded),
    reconnectSession: (sessionId) => realtime.reconnectSession(sessionId),
  });
  const server = createServer(SLOWEST_REQUEST, app);
  realtime.attach(server);
  const cleanup = startCleanup({
    now,
    onRemoved(count) {
      log.info(`removed unused meetings count=${count}`);
    },
    onFailure(error) {
      log.error(`could not remove unused meetings ${outline(error)}`);
    },
  });
  return {
    server,
    app,
    realtime,
    async close() {
      await realtime.close();
      await cleanup.close();
    },
  };
}
