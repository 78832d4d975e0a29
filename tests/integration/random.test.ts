import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { RandomSeatModel } from '../../src/models/random-seat.js';
import { register, logOut } from '../support/register.js';
import { startServer } from '../support/start-server.js';
import type { ServerOptions, TestServer } from '../support/start-server.js';
import { TestPage } from '../support/test-page.js';

const RENEW = { kind: 'renew', connectionId: 'c' } as const;

async function scene(t: TestContext, options: ServerOptions = {}) {
  const server = await startServer(t, options);
  const cookies = new Map<string, string>();
  async function cookieOf(name: string): Promise<string> {
    const cookie = cookies.get(name) ?? (await register(server, name));
    cookies.set(name, cookie);
    return cookie;
  }
  async function page(name: string, at: TestServer = server): Promise<TestPage> {
    const opened = new TestPage(at.url, { cookie: await cookieOf(name) });
    t.after(() => {
      opened.close();
    });
    return opened.connected();
  }
  /** Two pages that have just been paired. */
  async function pair(first = 'Ann', second = 'Bob') {
    const [a, b] = [await page(first), await page(second)];
    const [matchOfA, matchOfB] = [a.next('matched'), b.next('matched')];
    await start(a, first);
    await start(b, second);
    const [one, other] = [await matchOfA, await matchOfB];
    assert.equal(one.pairId, other.pairId);
    return { a, b, one, other, pairId: one.pairId };
  }
  return { server, page, pair, cookieOf };
}

function start(page: TestPage, tabId: string, mode: 'video' | 'text' = 'text') {
  return page.request('random-start', { tabId, mode });
}

test('two people who wait are paired: one calls, and neither learns who the other is', async (t) => {
  const { pair } = await scene(t);
  const { one, other } = await pair();
  assert.deepEqual([one.role, other.role].sort(), ['callee', 'caller']);
  assert.deepEqual(Object.keys(one).sort(), ['iceServers', 'iceServersTtlMs', 'mode', 'pairId', 'role']);
});
