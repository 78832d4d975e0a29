import type { Server } from 'node:http';
import type { Express } from 'express';
import { createApp } from './app.js';
import type { Asset } from './assets.js';
import { isHttps } from './config.js';
import type { Config } from './config.js';
import { outline } from './logging/log.js';
import type { Log } from './logging/log.js';
import { createMetrics } from './metrics.js';
import { createReadiness } from './readiness.js';
import { createAdminClaim } from './security/admin-claim.js';
import { createPushParts, pushSessionEnds } from './push-parts.js';
import { createPeopleParts } from './people-parts.js';
import { createSecondFactorParts } from './second-factor-parts.js';
import { serveBelow } from './middleware/base-path.js';
import { createBearer, tokenSession } from './middleware/bearer.js';
import { createCookieScope } from './middleware/cookie-scope.js';
import { createThemeCookie } from './middleware/theme-cookie.js';
import type { IsTrustedProxy } from './middleware/forwarded-headers.js';
import { createGuestSessions, guestSession } from './middleware/guest-session.js';
import { createLogin } from './middleware/passport.js';
import { createSessions } from './middleware/session.js';
import { socketAddress } from './middleware/socket-address.js';
import { createOriginCheck } from './security/origins.js';
import { createRealtime } from './realtime/realtime.js';
import type { Realtime } from './realtime/realtime.js';
import { createRandomParts } from './random-parts.js';
import { deriveKey } from './security/secrets.js';
import { createAccounts } from './services/accounts.js';
import { createAdministration } from './services/administration.js';
import { createApiTokens } from './services/api-tokens.js';
import type { SendAwayNotice } from './services/away-notices.js';
import { createCalls } from './services/calls.js';
import { createChat } from './services/chat.js';
import { startCleanup } from './services/cleanup.js';
import { createIceServers } from './services/ice-servers.js';
import { createInvitations } from './services/invitations.js';
import { createMeetingAccess } from './services/meeting-access.js';
import { createMeetingSettings } from './services/meeting-settings.js';
import { createLimits } from './services/limits/limits.js';
import { createMeetings } from './services/meetings.js';
import { createPasscodes } from './services/passcodes.js';
import { createSignUpLinks } from './services/sign-up-links.js';
import type { PushTransport } from './services/push/push-transport.js';
import type { Certificate } from './security/self-signed.js';
import { createWebServer } from './web-server.js';
import type { Database } from './database.js';

export interface ParleyOptions {
  readonly config: Config;
  /** Stays open until Parley has closed. */
  readonly database: Pick<Database, 'client' | 'isExclusive'>;
  /** Signs sessions and participant ids. */
  readonly secret: string;
  readonly asset: Asset;
  readonly log: Log;
  /** Serves HTTPS with it. Without it, plain HTTP. */
  readonly certificate?: Certificate | null;
  /** The cost of bcrypt as a power of two; tests use a small one. */
  readonly bcryptCost?: number;
  /** ms since the epoch */
  readonly now?: () => number;
  /** The server looks for sockets of ended sessions at this interval; tests use a short one. */
  readonly sessionCheckMs?: number;
  /** Sends notices to push services. Tests bring their own, because the services must have public addresses. */
  readonly pushTransport?: PushTransport;
  /** How long a person without a page counts as here, and a caller's page may come back; tests use a short time. */
  readonly ringGraceMs?: number;
  /** Replaces push notifications about calls; tests record them. */
  readonly sendAwayNotice?: SendAwayNotice;
}

export interface Parley {
  /** Serves pages and sockets; the caller makes it listen. */
  readonly server: Server;
  /** Answers the requests of `server`. Tests read its routes. */
  readonly app: Express;
  readonly realtime: Realtime;
  /** Tells a person something who may have no page of Parley open. */
  readonly sendAwayNotice: SendAwayNotice;
  /** Uses another certificate from now on. */
  renewCertificate(certificate: Certificate): void;
  /** Tells every page that the server is about to stop as planned. From then on, `/readyz` answers 503. */
  drain(): void;
  /** The token of the link that makes the first administrator. Null if there is an administrator. */
  readonly adminToken: string | null;
  /** Closes all sockets and timers. The caller closes the server and then the database. */
  close(): Promise<void>;
}

/** Creates all parts and closes the calls that an earlier process left open. Does not listen yet. */
export async function composeParley(options: ParleyOptions): Promise<Parley> {
  const { config, database, secret, asset, log, bcryptCost, now = Date.now, sessionCheckMs } = options;
  const { maxParticipants } = config;
  const accounts = createAccounts(bcryptCost === undefined ? {} : { bcryptCost });
  const meetings = createMeetings({ isExclusive: database.isExclusive });
  const limits = createLimits({
    key: deriveKey(secret, 'limits'),
    now,
    onFailure(error) {
      log.error(`the limits cannot use the database ${outline(error)}`);
    },
  });
  const { newMeetings } = limits;
  const invitations = createInvitations();
  const passcodes = createPasscodes(bcryptCost === undefined ? {} : { bcryptCost });
  const access = createMeetingAccess({
    meetings,
    invitations,
    passcodes,
    passcodeAttempts: limits.passcodeAttempts,
    isExclusive: database.isExclusive,
    now,
  });
  const calls = createCalls(now);
  const iceServers = createIceServers(config);
  const overHttps = isHttps(config);
  const scope = createCookieScope({ isHttps: overHttps, basePath: config.basePath });
  const random = createRandomParts({ config, secret, limits, iceServers, log, now });
  const sessions = await createSessions({
    client: database.client,
    secret: deriveKey(secret, 'session cookie'),
    isHttps: overHttps,
    scope,
    ends: pushSessionEnds,
    now,
  });
  const guestSessions = createGuestSessions({
    secret: deriveKey(secret, 'guest session'),
    isHttps: overHttps,
    scope,
    now,
  });
  const login = createLogin(accounts);
  const apiTokens = createApiTokens(now);
  const bearer = createBearer({ apiTokens, accounts });
  const isAllowedOrigin = createOriginCheck(config);

  const { push, sendAwayNotice, onKnock, pushSettled } = await createPushParts({
    config,
    secret,
    sessions,
    accounts,
    meetings,
    log,
    transport: options.pushTransport,
    now,
  });

  const closed = await calls.closeInterrupted({ isOnlyProcess: database.isExclusive });
  if (closed > 0) log.info(`closed interrupted calls count=${closed}`);

  const { rings, ringing, pages } = createPeopleParts({
    meetings,
    invitations,
    limits,
    ringMs: config.ringMs,
    ...(options.ringGraceMs !== undefined && { graceMs: options.ringGraceMs }),
    now,
    sendAwayNotice: options.sendAwayNotice ?? sendAwayNotice,
  });
  const missed = await rings.endInterrupted({ isOnlyProcess: database.isExclusive });
  if (missed > 0) log.info(`recorded interrupted calls to people as missed count=${missed}`);

  const realtime = createRealtime({
    async authenticate(request, token) {
      const address = socketAddress(request, app.get('trust proxy fn') as IsTrustedProxy);
      const byToken = await (token === undefined ? bearer.read(request) : bearer.readToken(token));
      if (byToken !== undefined) {
        return byToken?.token.scopes.includes('write')
          ? { sessionId: tokenSession(byToken.token.id), user: byToken.user, address }
          : null;
      }
      const session = await sessions.read(request);
      const user = session && (await accounts.find(session.userId));
      if (user) return { sessionId: session.sessionId, user, address };
      const guest = guestSessions.read(request);
      return (
        guest && { sessionId: guestSession(guest.id), user: { ...guest, name: '', username: null }, address }
      );
    },
    isAllowedOrigin,
    access,
    meetings,
    newMeetings,
    calls,
    interrupted: await calls.interruptedAttendances(),
    chat: createChat({ isExclusive: database.isExclusive }),
    iceServers,
    random: random.sockets,
    participantKey: deriveKey(secret, 'participant id'),
    maxParticipants,
    onKnock,
    log,
    now,
    ringing,
    ...(sessionCheckMs !== undefined && { sessionCheckMs }),
  });
  const administration = createAdministration({
    accounts,
    async endSessions(userId) {
      await sessions.endAll(userId);
      realtime.disconnectUser(userId);
    },
  });
  const adminClaim = createAdminClaim(now);
  const adminToken = (await administration.hasAdmin()) ? null : adminClaim.issue();
  const metrics = createMetrics(() => realtime.counts());
  const readiness = createReadiness(() => database.client.db().command({ ping: 1 }));
  const app = createApp({
    config,
    readiness,
    metrics,
    sessions,
    isAllowedOrigin,
    asset,
    log,
    accounts,
    access,
    guestSessions,
    guestStarts: limits.guestSessions,
    administration,
    adminClaim,
    meetings,
    settings: createMeetingSettings({ meetings, invitations, passcodes }),
    live: realtime,
    calls,
    login,
    apiTokens,
    bearer,
    push,
    ...createSecondFactorParts({ config, secret, now }),
    secondFactorAttempts: limits.secondFactorAttempts,
    passkeyLoginAttempts: limits.passkeyLoginAttempts,
    attempts: limits.loginAttempts,
    registrations: limits.registrations,
    signUpLinks: createSignUpLinks(now),
    unknownSignUpLinks: limits.unknownSignUpLinks,
    signUpLinkUses: limits.signUpLinkUses,
    newMeetings,
    ...pages,
    registrationOpen: config.registration === 'open',
    randomOn: random.isOn,
    themeCookie: createThemeCookie({ isHttps: overHttps, scope }),
    reports: random.reports,
    maxParticipants,
    encodeOnce: config.encodeOnce,
    disconnectSession: (sessionId) => realtime.disconnectSession(sessionId),
    disconnectUser: (userId, hasEnded) => realtime.disconnectUser(userId, hasEnded),
    reconnectSession: (sessionId) => realtime.reconnectSession(sessionId),
  });
  const { server, renew } = createWebServer(app, options.certificate ?? null);
  realtime.attach(server);
  serveBelow(server, config.basePath);
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
    sendAwayNotice,
    adminToken,
    renewCertificate: renew,
    drain() {
      readiness.drain();
      realtime.drain();
    },
    async close() {
      await realtime.close();
      await cleanup.close();
      await pushSettled();
      metrics.close();
    },
  };
}
