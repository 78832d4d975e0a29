import { createServer } from 'node:http';
import type { Server } from 'node:http';
import { createApp } from './app.js';
import type { Asset } from './assets.js';
import type { Config } from './config.js';
import type { Log } from './logging/log.js';
import { createLoginAttempts, createRegistrations } from './security/attempts.js';
import { createLogin } from './middleware/passport.js';
import { createSessions } from './middleware/session.js';
import { createOriginCheck } from './security/origins.js';
import type { HandshakeMiddleware } from './realtime/handshake.js';
import { createRealtime } from './realtime/realtime.js';
import type { Realtime } from './realtime/realtime.js';
import { deriveKey } from './security/secrets.js';
import { createAccounts } from './services/accounts.js';
import { createCalls } from './services/calls.js';
import { createChat } from './services/chat.js';
import { createIceServers } from './services/ice-servers.js';
import { createMeetings } from './services/meetings.js';
import type { Database } from './database.js';

export interface ParleyOptions {
  readonly config: Config;
  /** Stays open until Parley has closed. */
  readonly database: Pick<Database, 'client'>;
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
  readonly realtime: Realtime;
}

/** Creates all parts and closes the calls that an earlier process left open. Does not listen yet. */
export async function composeParley(options: ParleyOptions): Promise<Parley> {
  const { config, database, secret, asset, log, bcryptCost, now = Date.now } = options;
  const { maxParticipants } = config;
  const accounts = createAccounts(bcryptCost === undefined ? {} : { bcryptCost });
  const meetings = createMeetings();
  const calls = createCalls(now);
  const iceServers = createIceServers(config);
  const sessions = await createSessions({
    client: database.client,
    secret: deriveKey(secret, 'session cookie'),
  });
  const login = createLogin(accounts);
  const isAllowedOrigin = createOriginCheck(config);

  const interrupted = await calls.closeInterrupted();
  if (interrupted > 0) log.info(`closed calls=${interrupted} that were left open`);

  const realtime = createRealtime({
    // Both use only those parts of an Express request that every HTTP request has.
    handshake: [sessions, login.recognise] as unknown as HandshakeMiddleware[],
    isAllowedOrigin,
    meetings,
    calls,
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
    attempts: createLoginAttempts(now),
    registrations: createRegistrations(now),
    registrationOpen: config.registration === 'open',
    maxParticipants,
    disconnectUser: (userId) => realtime.disconnectUser(userId),
  });
  const server = createServer(app);
  realtime.attach(server);
  return { server, realtime };
}
