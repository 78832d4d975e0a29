import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import type { Requests, WireError } from '../../src/shared/protocol.js';
import { callApi } from './api-client.js';
import { register } from './register.js';
import { startServer } from './start-server.js';
import type { ServerOptions, TestServer } from './start-server.js';
import { TestPage } from './test-page.js';

export type Settings = Record<string, unknown>;

/** A server with people who have accounts, by name, and guests. */
export interface House extends TestServer {
  /** The cookie of this person's session. Registers the account at the first call. */
  cookie(name: string): Promise<string>;
  /** Opens a connected page of this person. */
  page(name: string): Promise<TestPage>;
  /** Opens a connected page of a new guest. The meeting must let guests in. */
  guest(code: string): Promise<TestPage>;
  /** Opens another page in the browser of this page. */
  secondPage(page: TestPage): Promise<TestPage>;
  /** Creates a meeting of this host. Resolves to its code. */
  meeting(host: string, settings?: Settings): Promise<string>;
  /** Changes the settings of a meeting through the API. */
  change(host: string, code: string, settings: Settings): Promise<void>;
}

export async function startHouse(t: TestContext, options: ServerOptions = {}): Promise<House> {
  const server = await startServer(t, options);
  const cookies = new Map<string, Promise<string>>();
  const pages: TestPage[] = [];
  const cookieOf = new Map<TestPage, string>();
  t.after(() => {
    for (const page of pages) page.close();
  });

  const cookie = (name: string) => {
    const known = cookies.get(name) ?? register(server, name);
    cookies.set(name, known);
    return known;
  };

  async function open(cookie: string): Promise<TestPage> {
    const page = new TestPage(server.url, { cookie });
    pages.push(page);
    cookieOf.set(page, cookie);
    return page.connected();
  }

  return {
    ...server,
    cookie,
    page: async (name) => open(await cookie(name)),
    async guest(code) {
      const response = await fetch(`${server.url}/room/${encodeURIComponent(code)}`, { redirect: 'manual' });
      assert.equal(response.status, 200, 'the meeting lets guests in');
      const guest = response.headers.getSetCookie()[0]?.split(';')[0];
      assert.match(guest ?? '', /^parley\.guest=/);
      return open(guest ?? '');
    },
    secondPage: (page) => open(cookieOf.get(page) ?? ''),
    async meeting(host, settings = {}) {
      const headers = { cookie: await cookie(host), origin: server.url };
      const made = await callApi(server.url, 'post', '/meetings', { headers, body: settings });
      assert.equal(made.status, 201, JSON.stringify(made.body));
      return String(made.body['code']);
    },
    async change(host, code, settings) {
      const headers = { cookie: await cookie(host), origin: server.url };
      const changed = await callApi(server.url, 'patch', `/meetings/${code}`, { headers, body: settings });
      assert.equal(changed.status, 200, JSON.stringify(changed.body));
    },
  };
}

/** What a join leads to: `joined`, `waiting`, or the code of the refusal. */
export async function outcomeOf(
  page: TestPage,
  code: string,
  extra: Partial<Requests['join-call']['payload']> = {},
): Promise<'joined' | 'waiting' | WireError['code']> {
  const reply = await page.ask('join-call', { ...page.joinRequest(code), ...extra });
  if (!reply.ok) return reply.error.code;
  if ('waiting' in reply.value) return 'waiting';
  page.participantId = reply.value.self;
  return 'joined';
}
