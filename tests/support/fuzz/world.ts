import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import type { TestContext } from 'node:test';
import mongoose from 'mongoose';
import { CallModel } from '../../../src/models/call.js';
import { InvitationModel } from '../../../src/models/invitation.js';
import { MeetingModel } from '../../../src/models/meeting.js';
import { MessageModel } from '../../../src/models/message.js';
import { RandomReportModel } from '../../../src/models/random-report.js';
import { UserModel } from '../../../src/models/user.js';
import { idOf } from '../admins.js';
import { startServer } from '../start-server.js';
import type { TestServer } from '../start-server.js';
import { TestPage } from '../test-page.js';
import { MARKUP, TYPED } from './hostile.js';
import type { Examples } from './near-valid.js';
import { REPORT_ID } from './page-targets.js';

/** The password of every fuzzer. */
export const PASSWORD = 'correct horse battery';
/** The secret that `startServer` signs with, and the beginning of every bcrypt hash. */
const SERVER_SECRETS = ['the secret of the tests', '$2b$'];
/** Each input moves the clock of the server by this, so that the limits refuse only a few inputs. */
const STEP_MS = 40_000;
/** Longer than the clock of a world moves. */
const YEAR_MS = 365 * 24 * 60 * 60 * 1_000;

/** A server with a call of Wanda and Will, in which the fuzzers have no part. */
export interface World {
  readonly server: TestServer;
  /** Texts that belong to the hidden call or to the server. No answer to a fuzzer may contain one. */
  readonly secrets: readonly string[];
  /** Names of the people in the hidden call, which only administrators may read elsewhere. */
  readonly names: readonly string[];
  /** The id of the user who hosts the hidden call. */
  readonly witness: string;
  /** The id of a user whose account administrators may change. */
  readonly bystander: string;
  /** Values for the fields of payloads, among them ids of the hidden call, as if somebody had stolen them. */
  readonly examples: Examples;
  /** Moves the clock of the server, before an input. */
  tick(): void;
  /**
   * Fails if a page of the hidden call received anything, if its meeting, its call or the account of a witness has changed,
   * or if the log contains what it must not contain.
   */
  checkUnharmed(): Promise<void>;
}

export async function createWorld(t: TestContext): Promise<World> {
  let inputs = 0;
  const server = await startServer(t, { now: () => Date.now() + inputs * STEP_MS });
  const canary = () => `hidden-${randomBytes(8).toString('hex')}`;
  const [code, name, title, message] = [canary(), canary(), canary(), canary()];
  const [wandaCookie, willCookie, walterCookie] = [
    await register(server, 'Wanda', canary()),
    await register(server, 'Will', canary()),
    await register(server, 'Walter', canary()),
  ];
  await register(server, 'Bystander', canary());
  await register(server, 'Root', canary());
  // With an administrator, the link for the first one is worth nothing.
  await UserModel.updateOne({ username: 'root' }, { $set: { isAdmin: true } });
  await RandomReportModel.create({
    _id: REPORT_ID,
    ...{ pair: 'pair', reporter: await idOf('root'), reported: await idOf('bystander'), reason: 'spam' },
    ...{ createdAt: new Date(), decision: 'open', expiresAt: new Date(Date.now() + YEAR_MS) },
  });
  await post(server, '/account', wandaCookie, { name, language: 'en' });
  const wanda = await open(t, server, wandaCookie);
  const will = await open(t, server, willCookie);
  const walter = await open(t, server, walterCookie);
  await wanda.join(code);
  await configure(server, wandaCookie, code, { title, access: 'knock', invited: ['will'], passcode: '4711' });
  // Everything that a host could take away: a raised hand, a shared screen, a place in the waiting room.
  const { call } = await will.enter({
    ...will.joinRequest(code, { hand: true, screen: 'stream' }),
    passcode: '4711',
  });
  await walter.get('join-call', { ...walter.joinRequest(code), passcode: '4711' });
  const [waiting] = await wanda.next('waiting-room', (people) => people.length === 1);
  await wanda.get('chat-message', { text: message, clientKey: 'first' });
  // With its id, a fuzzer may ask for the older messages.
  const newer = await wanda.get('chat-message', { text: 'Bye', clientKey: 'second' });
  await will.next('chat-message', ({ id }) => id === newer.id);
  await wanda.rosterOf(name, 'Will');
  const pages = [wanda, will, walter];
  await Promise.all(pages.map((page) => page.fence()));

  const own = new Set(['chat-history']);
  const news: string[] = [];
  for (const page of pages)
    page.socket.onAny((event: string, ...args: unknown[]) => {
      if (!own.has(event)) news.push(`${event} ${JSON.stringify(args).slice(0, 200)}`);
    });
  const secrets = [code, title, message, wandaCookie, willCookie, walterCookie, ...SERVER_SECRETS];
  const before = await stored(code);
  let linesRead = server.lines.length;

  return {
    server,
    secrets,
    names: [name],
    witness: await idOf('wanda'),
    bystander: await idOf('bystander'),
    examples: {
      ...EXAMPLES,
      callId: [...(EXAMPLES['callId'] ?? []), call.id],
      before: [newer.id, new Date().toISOString()],
      to: [wanda.participantId],
      participantId: [wanda.participantId, will.participantId, waiting?.participantId],
      participant: [wanda.participantId, will.participantId, waiting?.participantId],
      tabId: ['first page', 'second page', wanda.tabId],
      session: ['all', ...(await storedSessions())],
      token: ['@tokenId', '@tokenId', server.adminToken],
    },
    tick() {
      inputs += 1;
    },
    async checkUnharmed() {
      await Promise.all(pages.map((page) => page.fence()));
      assert.deepEqual(news, [], 'a page in another meeting received something');
      assert.deepEqual(await stored(code), before, 'an input changed another meeting or account');
      const lines = server.lines.slice(linesRead);
      linesRead = server.lines.length;
      for (const line of lines) checkLine(line, [...secrets, name]);
      assert.deepEqual(Object.keys(Object.prototype), [], 'an input changed the prototype of all objects');
    },
  };
}

/**
 * The meeting with its invitations, its call and the accounts of the witnesses. The fast clock makes the server believe
 * that heartbeats were missing, so the fields about them do not count.
 */
async function stored(code: string): Promise<string> {
  const meeting = await MeetingModel.findOne({ code }).lean().orFail();
  const calls = await CallModel.find({ meeting: meeting._id })
    .select('-lastSeenAt -endedAt -interrupted')
    .lean();
  const invitations = await InvitationModel.find({ meeting: meeting._id }).lean();
  const messages = await MessageModel.find({ call: { $in: calls.map(({ _id }) => _id) } }).lean();
  const users = await UserModel.find({ username: { $in: ['wanda', 'will', 'walter'] } }).lean();
  return JSON.stringify({ meeting, calls, invitations, messages, users }, null, 1);
}

/** Fails if the text, which a fuzzer sees or the log contains, quotes a secret or a stack trace. */
export function checkText(text: string, secrets: readonly string[], where: string): void {
  for (const secret of secrets) assert.ok(!text.includes(secret), `${where} contains ${secret}`);
  assert.doesNotMatch(text, /\n\s+at |\/node_modules\/|\.[jt]s:\d+:\d+|mongoose|MongoServerError/i, where);
}

function checkLine(line: string, secrets: readonly string[]): void {
  assert.doesNotMatch(line, /^\S+ error /, 'the server logged an error');
  checkText(line, [...secrets, TYPED, MARKUP], `the line ${line}`);
}

/**
 * By the name of a field. Texts like `@username` stand for what belongs to the account that sends the input (see
 * `actors.ts`), and `@new` for a name that nobody has. A new field needs values here if no generated text can suit it, for example because it has to
 * name something that exists.
 */
const EXAMPLES: Examples = {
  name: ['Mallory', 'Zoë  Žák', '李'],
  // Not Wanda’s: the exact username tells the name of a person, and hers is one of the names that nobody may read.
  username: ['@username', '@new', 'walter'],
  password: [PASSWORD],
  // The same word stands for the passcode of a meeting in every form, so a guest or a user may know one by chance.
  passcode: ['1234'],
  currentPassword: [PASSWORD],
  newPassword: [PASSWORD, 'another long phrase'],
  sessionPassword: [PASSWORD],
  deletePassword: [PASSWORD],
  confirmPassword: [PASSWORD],
  tokenPassword: [PASSWORD],
  adminPassword: [PASSWORD],
  accounts: ['1', '50', '51'],
  tokenName: ['Backup', 'Ünïcode'],
  passkeyName: ['Laptop', 'Zoë’s phone'],
  passkey: ['@passkey'],
  passkeyId: ['@passkeyId'],
  recoveryCode: ['@recoveryCode'],
  secondFactor: ['on', ''],
  id: ['@other', '@other', '@own', '@tokenId'],
  invited: ['@username, wanda', ''],
  search: ['fuzzer-1', 'w', ''],
  after: ['fuzzer-1'],
  code: ['@code', '@code', 'fuzz-room-1', 'fuzz-room-2', 'https://parley.example/room/FUZZ room 3'],
  title: ['Weekly review', 'Ünïcode 会议'],
  callId: ['@callId'],
  next: ['/home', '/room/fuzz-room-1', '/history?before=1'],
  text: ['Hello', TYPED],
  clientKey: ['key-1', 'key-2'],
  streamId: ['stream-1'],
  pageUserId: [],
  signal: [
    { kind: 'renew', connectionId: 'c' },
    { kind: 'candidate', connectionId: 'c', candidate: { candidate: '', sdpMid: null } },
  ],
};

async function open(t: TestContext, server: TestServer, cookie: string): Promise<TestPage> {
  const page = new TestPage(server.url, { cookie });
  t.after(() => {
    page.close();
  });
  return page.connected();
}

async function register(server: TestServer, name: string, password: string): Promise<string> {
  const body = new URLSearchParams({ name, username: name.toLowerCase(), password });
  const { headers } = await fetch(`${server.url}/register`, { method: 'POST', body, redirect: 'manual' });
  const cookie = headers.getSetCookie()[0]?.split(';')[0];
  assert.ok(cookie, 'the account exists');
  return cookie;
}

async function post(
  server: TestServer,
  path: string,
  cookie: string,
  form: Record<string, string>,
): Promise<void> {
  const body = new URLSearchParams(form);
  const { status } = await fetch(server.url + path, {
    method: 'POST',
    body,
    headers: { cookie },
    redirect: 'manual',
  });
  assert.equal(status, 303, path);
}

async function configure(
  server: TestServer,
  cookie: string,
  code: string,
  settings: Record<string, unknown>,
): Promise<void> {
  const { status } = await fetch(`${server.url}/api/v1/meetings/${code}`, {
    method: 'PATCH',
    body: JSON.stringify(settings),
    headers: { cookie, 'content-type': 'application/json' },
  });
  assert.equal(status, 200);
}

/** The ids of the sessions in the database. */
async function storedSessions(): Promise<string[]> {
  const sessions = await mongoose.connection.getClient().db().collection('sessions').find({}).toArray();
  return sessions.map(({ _id }) => String(_id));
}
