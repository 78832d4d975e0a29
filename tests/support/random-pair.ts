import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { register } from './register.js';
import { startServer } from './start-server.js';
import type { ServerOptions, TestServer } from './start-server.js';
import { TestPage } from './test-page.js';

export const RENEW = { kind: 'renew', connectionId: 'c' } as const;

/** Looks for somebody. The page has one secret for its whole life. */
export async function look(page: TestPage, mode: 'video' | 'text' = 'text'): Promise<void> {
  await page.get('random-start', { tabId: page.tabId, mode });
}

/** People who register when they are first named. */
export function peopleOf(t: TestContext, server: Pick<TestServer, 'url'>) {
  const cookies = new Map<string, Promise<string>>();
  function cookieOf(name: string): Promise<string> {
    const cookie = cookies.get(name) ?? register(server as TestServer, name);
    cookies.set(name, cookie);
    return cookie;
  }
  return {
    cookieOf,
    async page(name: string, { url = server.url, tabId = name } = {}): Promise<TestPage> {
      const opened = new TestPage(url, { cookie: await cookieOf(name), tabId });
      t.after(() => {
        opened.close();
      });
      return opened.connected();
    },
  };
}

/** A server with people, and two of them who have just been paired. */
export async function startPair(t: TestContext, options: ServerOptions = {}) {
  const server = await startServer(t, options);
  const people = peopleOf(t, server);
  return { server, ...people, ...(await meet(await people.page('Ann'), await people.page('Bob'))) };
}

/** Nobody else must be waiting. */
export async function meet(ann: TestPage, bob: TestPage) {
  await look(ann);
  await look(bob);
  const [one, other] = await Promise.all([ann.next('matched'), bob.next('matched')]);
  assert.equal(one.pairId, other.pairId);
  return { ann, bob, one, other, pairId: one.pairId };
}
