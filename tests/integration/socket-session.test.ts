import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { register } from '../support/register.js';
import { temporaryDirectory } from '../support/temporary-directory.js';
import { TestPage } from '../support/test-page.js';
import type { PageOptions } from '../support/test-page.js';
import { startServer } from '../support/start-server.js';
import type { TestServer } from '../support/start-server.js';

const CODE = 'abc-defg-hjk';

function open(t: TestContext, server: TestServer, options: PageOptions): Promise<TestPage> {
  const page = new TestPage(server.url, options);
  t.after(() => {
    page.close();
  });
  return page.connected();
}

for (const transport of ['websocket', 'polling'] as const) {
  test(`a logged-in person joins under the name of their account, by ${transport}`, async (t) => {
    const server = await startServer(t);
    const cookie = await register(server, 'Ann');
    const page = await open(t, server, { cookie, origin: server.url, transports: [transport] });
    assert.equal((await page.join(CODE)).roster[0]?.name, 'Ann');
  });

  test(`a made-up session cannot connect, by ${transport}`, async (t) => {
    const server = await startServer(t);
    for (const cookie of ['', 'parley.sid=made-up', 'parley.sid=s%3Amade-up.signature']) {
      const page = new TestPage(server.url, { cookie, transports: [transport] });
      await assert.rejects(page.connected(), /unauthorized/);
      page.close();
    }
  });

  test(`a page of another site cannot use somebody’s session, by ${transport}`, async (t) => {
    const server = await startServer(t);
    const cookie = await register(server, 'Ann');
    const page = new TestPage(server.url, {
      cookie,
      origin: 'https://evil.example',
      transports: [transport],
    });
    await assert.rejects(page.connected());
    page.close();
  });
}

test('logging out ends the call, and the session can no longer connect', async (t) => {
  const server = await startServer(t);
  const [ann, bob] = [await register(server, 'Ann'), await register(server, 'Bob')];
  const page = await open(t, server, { cookie: ann });
  const other = await open(t, server, { cookie: bob });
  await other.join(CODE);
  await page.join(CODE);
  await other.rosterOf('Bob', 'Ann');
  const ended = page.ended();
  await fetch(`${server.url}/logout`, { method: 'POST', headers: { cookie: ann }, redirect: 'manual' });
  await ended;
  await other.rosterOf('Bob');
  const again = new TestPage(server.url, { cookie: ann });
  await assert.rejects(again.connected(), /unauthorized/);
  again.close();
});

// On MongoDB every test server creates a new database.
const skip = process.env['TEST_MONGODB_URI'] !== undefined;
test(
  'after a restart the same session and page are the same participant of the same call',
  { skip },
  async (t) => {
    const dataDir = await temporaryDirectory(t);
    const before = await startServer(t, { dataDir });
    const cookie = await register(before, 'Ann');
    const page = await open(t, before, { cookie });
    const first = await page.join(CODE);
    await before.close();

    const after = await startServer(t, { dataDir });
    const second = await (await open(t, after, { cookie, tabId: page.tabId })).join(CODE);
    assert.equal(second.self, first.self);
    const { id, startedAt } = first.call;
    assert.deepEqual([second.call.id, second.call.startedAt], [id, startedAt]);
  },
);

test('the history lists the meetings that a person attended, with everyone who was there', async (t) => {
  const server = await startServer(t);
  const [ann, bob] = [await register(server, 'Ann'), await register(server, 'Bob')];
  const page = await open(t, server, { cookie: ann });
  const other = await open(t, server, { cookie: bob });
  await page.join(CODE);
  await other.join(CODE);
  const history = await (await fetch(`${server.url}/history`, { headers: { cookie: bob } })).text();
  for (const part of [CODE, 'Ann', 'Bob']) assert.ok(history.includes(part), part);
});

test('no line of the log contains a message, a meeting code, a tabId or a cookie', async (t) => {
  const server = await startServer(t);
  const cookie = await register(server, 'Ann');
  const page = await open(t, server, { cookie });
  await page.join(CODE);
  await page.get('chat-message', { text: 'the spoken word', clientKey: 'key' });
  await page.send('chat-message', { text: 'the spoken word', clientKey: 7 });
  await page.get('leave-call', {});
  assert.ok(server.lines.some((line) => /joined meeting=[0-9a-f]{24} participant=/.test(line)));
  // The code of a meeting lets everybody in, so the log must not contain it either.
  const secrets = ['spoken', CODE, page.tabId, decodeURIComponent(cookie.split('=')[1] ?? '').slice(2, 20)];
  for (const secret of secrets) assert.ok(!server.lines.some((line) => line.includes(secret)), secret);
});
