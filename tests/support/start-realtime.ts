import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestContext } from 'node:test';
import { Types } from 'mongoose';
import type { Authenticate, Identity } from '../../src/realtime/connections.js';
import { createRealtime } from '../../src/realtime/realtime.js';
import type { Realtime, RealtimeOptions } from '../../src/realtime/realtime.js';
import { createCalls } from '../../src/services/calls.js';
import type { Calls } from '../../src/services/calls.js';
import { createChat } from '../../src/services/chat.js';
import { createIceServers } from '../../src/services/ice-servers.js';
import { createInvitations } from '../../src/services/invitations.js';
import { createMeetingAccess } from '../../src/services/meeting-access.js';
import { createLimits } from '../../src/services/limits/limits.js';
import { createPeopleParts } from '../../src/people-parts.js';
import { createMeetings } from '../../src/services/meetings.js';
import { createPasscodes } from '../../src/services/passcodes.js';
import { openDatabase } from '../../src/database.js';
import { temporaryDirectory } from './temporary-directory.js';
import { TestPage } from './test-page.js';
import type { PageOptions } from './test-page.js';

export interface TestUser {
  readonly id: string;
  readonly name: string;
}

export interface RealtimeServer {
  readonly url: string;
  readonly realtime: Realtime;
  readonly calls: Calls;
  /** Every line of the log so far. */
  readonly lines: string[];
  /** Opens a connected page of this user. */
  page(user: TestUser, options?: PageOptions): Promise<TestPage>;
  /** Stops the server as a planned shutdown does, or, `abruptly`, as if the process had been killed. */
  stop(how?: 'abruptly'): Promise<void>;
}

export function user(name: string): TestUser {
  return { id: String(new Types.ObjectId()), name };
}

/**
 * Starts Socket.IO with its services and database, without the HTTP pages. The cookie holds the user itself, who has one
 * session; tests of sessions use `startServer`. The server stops when the test ends.
 */
export async function startRealtime(
  t: TestContext,
  { dataDir, port = 0, ...overrides }: Partial<RealtimeOptions> & { dataDir?: string; port?: number } = {},
): Promise<RealtimeServer> {
  const database = await openDatabase({ dataDir: dataDir ?? (await temporaryDirectory(t)) });
  const calls = createCalls();
  await calls.closeInterrupted();
  const lines: string[] = [];
  const note = (line: string) => void lines.push(line);
  const meetings = overrides.meetings ?? createMeetings({ isExclusive: database.isExclusive });
  const now = overrides.now ?? Date.now;
  const limits = createLimits({
    key: 'key',
    now,
    onFailure: (error) => note(`limits ${String(error)}`),
  });
  const invitations = createInvitations();
  const { ringing } = createPeopleParts({ meetings, invitations, limits, ringMs: 30_000, now });
  const access = createMeetingAccess({
    meetings,
    invitations,
    passcodes: createPasscodes({ bcryptCost: 4 }),
    passcodeAttempts: limits.passcodeAttempts,
    isExclusive: database.isExclusive,
    now,
  });
  const realtime = createRealtime({
    authenticate: userFromCookie,
    isAllowedOrigin: (origin) => origin === 'https://parley.example',
    access,
    meetings,
    newMeetings: limits.newMeetings,
    random: null,
    calls,
    chat: createChat({ isExclusive: database.isExclusive }),
    iceServers: createIceServers({ stunUrls: [], turnUrls: [], turnSecret: null }),
    participantKey: 'key',
    maxParticipants: 12,
    onKnock: () => undefined,
    log: { info: note, error: note },
    ringing,
    ...overrides,
  });
  const server = createServer();
  realtime.attach(server);
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const pages = new Set<TestPage>();
  let stopped = false;

  async function stop(how?: 'abruptly'): Promise<void> {
    if (stopped) return;
    stopped = true;
    // A killed process writes nothing more, so the database closes first.
    if (how === 'abruptly') await database.close();
    await realtime.close();
    for (const page of pages) page.close();
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeAllConnections();
    await closed;
    if (how !== 'abruptly') await database.close();
  }
  t.after(() => stop());

  return {
    url,
    realtime,
    calls,
    lines,
    stop,
    async page(who, options) {
      const cookie = `user=${encodeURIComponent(JSON.stringify(who))}`;
      const page = new TestPage(url, { cookie, ...options });
      pages.add(page);
      return page.connected();
    },
  };
}

/** The id of the only session that a user of these tests has. */
export function sessionOf({ id }: TestUser): string {
  return `session of ${id}`;
}

export const userFromCookie: Authenticate = async ({ headers }) => {
  const cookie = /(?:^|;\s*)user=([^;]+)/.exec(headers.cookie ?? '')?.[1];
  if (!cookie) return null;
  const user = JSON.parse(decodeURIComponent(cookie)) as TestUser;
  return identityOf(sessionOf(user), user);
};

/** What the server knows of a connection of this user. */
export function identityOf(sessionId: string, user: TestUser): Identity {
  return { sessionId, user: { ...user, username: user.name.toLowerCase() }, address: '192.0.2.1' };
}
