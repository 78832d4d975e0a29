import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import type { TestContext } from 'node:test';
import mongoose from 'mongoose';
import { startServer } from '../start-server.js';
import type { TestServer } from '../start-server.js';
import { TestPage } from '../test-page.js';
import { MARKUP, TYPED } from './hostile.js';
import type { Examples } from './near-valid.js';

/** The password of every fuzzer. */
export const PASSWORD = 'correct horse battery';
/** The secret that `startServer` signs with, and the beginning of every bcrypt hash. */
const SERVER_SECRETS = ['the secret of the tests', '$2b$'];
/** Each input moves the clock of the server by this, so that the limits refuse only a few inputs. */
const STEP_MS = 40_000;

/** A server with a call of Wanda and Will, in which the fuzzers have no part. */
export interface World {
  readonly server: TestServer;
  /** Texts that belong to the hidden call or to the server. No answer to a fuzzer may contain one. */
  readonly secrets: readonly string[];
  /** Values for the fields of payloads, among them ids of the hidden call, as if somebody had stolen them. */
  readonly examples: Examples;
  /** Moves the clock of the server, before an input. */
  tick(): void;
  /** Fails if the witness in the hidden call received anything, or the log contains what it must not contain. */
  checkUnharmed(): Promise<void>;
}

export async function createWorld(t: TestContext): Promise<World> {
  let inputs = 0;
  const server = await startServer(t, { now: () => Date.now() + inputs * STEP_MS });
  const canary = () => `hidden-${randomBytes(8).toString('hex')}`;
  const [code, name, title, message] = [canary(), canary(), canary(), canary()];
  const wandaCookie = await register(server, 'Wanda', canary());
  const willCookie = await register(server, 'Will', canary());
  await post(server, '/account', wandaCookie, { name, language: 'en' });
  const wanda = await open(t, server, wandaCookie);
  const will = await open(t, server, willCookie);
  await wanda.join(code);
  await rename(server, wandaCookie, code, title);
  const { call } = await will.join(code);
  await wanda.get('chat-message', { text: message, clientKey: 'first' });
  // With its id, a fuzzer may ask for the older messages.
  const newer = await wanda.get('chat-message', { text: 'Bye', clientKey: 'second' });
  await will.next('chat-message', ({ id }) => id === newer.id);
  await wanda.rosterOf(name, 'Will');
  await will.fence();

  const own = new Set(['chat-history']);
  const news: string[] = [];
  for (const page of [wanda, will])
    page.socket.onAny((event: string, ...args: unknown[]) => {
      if (!own.has(event)) news.push(`${event} ${JSON.stringify(args).slice(0, 200)}`);
    });
  const secrets = [code, name, title, message, wandaCookie, willCookie, ...SERVER_SECRETS];
  let linesRead = server.lines.length;

  return {
    server,
    secrets,
    examples: {
      ...EXAMPLES,
      callId: [...(EXAMPLES['callId'] ?? []), call.id],
      before: [newer.id, new Date().toISOString()],
      to: [wanda.participantId],
      tabId: ['first page', 'second page', wanda.tabId],
      session: ['all', ...(await storedSessions())],
    },
    tick() {
      inputs += 1;
    },
    async checkUnharmed() {
      await Promise.all([wanda.fence(), will.fence()]);
      assert.deepEqual(news, [], 'a page in another meeting received something');
      const lines = server.lines.slice(linesRead);
      linesRead = server.lines.length;
      for (const line of lines) checkLine(line, secrets);
      assert.deepEqual(Object.keys(Object.prototype), [], 'an input changed the prototype of all objects');
    },
  };
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
 * By the name of a field. `@username`, `@callId` and `@code` stand for those of the account that sends the input, and
 * `@new` for a name that nobody has. A new field needs values here if no generated text can suit it, for example because it has to
 * name something that exists.
 */
const EXAMPLES: Examples = {
  name: ['Mallory', 'Zoë  Žák', '李'],
  username: ['@username', '@new', 'wanda'],
  password: [PASSWORD],
  currentPassword: [PASSWORD],
  newPassword: [PASSWORD, 'another long phrase'],
  sessionPassword: [PASSWORD],
  deletePassword: [PASSWORD],
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

async function rename(server: TestServer, cookie: string, code: string, title: string): Promise<void> {
  const { status } = await fetch(`${server.url}/api/v1/meetings/${code}`, {
    method: 'PATCH',
    body: JSON.stringify({ title }),
    headers: { cookie, 'content-type': 'application/json' },
  });
  assert.equal(status, 200);
}

/** The ids of the sessions in the database. */
async function storedSessions(): Promise<string[]> {
  const sessions = await mongoose.connection.getClient().db().collection('sessions').find({}).toArray();
  return sessions.map(({ _id }) => String(_id));
}
