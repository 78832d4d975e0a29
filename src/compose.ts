import { createServer } from 'node:http';
import type { Server } from 'node:http';
import { createApp } from './app.js';
import type { Asset } from './assets.js';
import type { Config } from './config.js';
import type { Log } from './log.js';
import { createLoginAttempts, createRegistrations } from './middleware/attempts.js';
import { createLogin } from './middleware/passport.js';
import { createSessions } from './middleware/session.js';
import { createOriginCheck } from './origins.js';
import type { HandshakeMiddleware } from './realtime/handshake.js';
import { createRealtime } from './realtime/realtime.js';
import type { Realtime } from './realtime/realtime.js';
import { deriveKey } from './secrets.js';
import { createAccounts } from './services/accounts.js';
import { createCalls } from './services/calls.js';
import { createChat } from './services/chat.js';
import { createIceServers } from './services/ice-servers.js';
import { createMeetings } from './services/meetings.js';
import type { OpenedStore } from './store/open-store.js';

export interface ParleyOptions {
  readonly config: Config;
  /** Open for as long as Parley is. */
  readonly store: Pick<OpenedStore, 'client'>;
  /** What sessions and participant ids are signed with. */
  readonly secret: string;
  readonly asset: Asset;
  readonly log: Log;
  /** Of bcrypt; tests take a small one. */
  readonly bcryptCost?: number;
  /** ms since the epoch */
  readonly now?: () => number;
}

export interface Parley {
  /** Answers pages and sockets as soon as it listens. */
  readonly server: Server;
  readonly realtime: Realtime;
}

/** Puts the parts together and closes the calls that an earlier process left open. Listens nowhere yet. */
export async function composeParley(options: ParleyOptions): Promise<Parley> {
  const { config, store, secret, asset, log, bcryptCost, now = Date.now } = options;
  const { maxParticipants } = config;
  const accounts = createAccounts(bcryptCost === undefined ? {} : { bcryptCost });
  const meetings = createMeetings();
  const calls = createCalls(now);
  const iceServers = createIceServers(config);
  const sessions = await createSessions({
    client: store.client,
    secret: deriveKey(secret, 'session cookie'),
  });
  const login = createLogin(accounts);
  const isAllowedOrigin = createOriginCheck(config);

  const interrupted = await calls.closeInterrupted();
  if (interrupted > 0) log.info(`closed calls=${interrupted} that were left open`);

  const realtime = createRealtime({
    // Neither uses of Express more than what a bare request has too.
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
