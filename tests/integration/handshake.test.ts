import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sessionOf, startRealtime } from '../support/start-realtime.js';
import { TestPage } from '../support/test-page.js';
import { CODE, ann, bob } from '../support/two-in-call.js';

const TRANSPORTS = ['websocket', 'polling'] as const;

for (const transport of TRANSPORTS) {
  test(`a page of a user connects by ${transport}`, async (t) => {
    const server = await startRealtime(t);
    const page = await server.page(ann, { transports: [transport] });
    assert.equal((await page.join(CODE)).roster.length, 1);
  });

  test(`a page without a user is refused, by ${transport}`, async (t) => {
    const server = await startRealtime(t);
    const stranger = new TestPage(server.url, { transports: [transport] });
    await assert.rejects(
      stranger.connected(),
      (error: Error & { data?: { code: string; message: string } }) => {
        assert.equal(error.message, 'unauthorized');
        assert.equal(error.data?.code, 'unauthorized');
        assert.match(error.data.message, /Log in/);
        return true;
      },
    );
    stranger.close();
  });

  test(`a page of a foreign origin is refused, by ${transport}, even with a session`, async (t) => {
    const server = await startRealtime(t);
    for (const origin of ['https://evil.example', 'null', 'https://parley.example.evil.example']) {
      await assert.rejects(server.page(ann, { transports: [transport], origin }), origin);
    }
    const page = await server.page(ann, { transports: [transport], origin: 'https://parley.example' });
    assert.equal(page.socket.connected, true);
  });
}

test('a page that starts with polling and upgrades to WebSocket keeps its id', async (t) => {
  const server = await startRealtime(t);
  const page = await server.page(ann, { transports: ['polling', 'websocket'] });
  const { self } = await page.join(CODE);
  if (page.socket.io.engine.transport.name === 'polling') {
    await new Promise((resolve) => page.socket.io.engine.once('upgrade', resolve));
  }
  assert.equal((await page.join(CODE)).self, self);
});

test('the name comes from the session, not from the request', async (t) => {
  const server = await startRealtime(t);
  const page = await server.page(ann);
  const sent = { ...page.joinRequest(CODE), name: 'The Host', userId: bob.id };
  assert.ok((await page.send('join-call', sent)).ok);
  assert.equal(server.realtime.people(CODE).participants[0]?.name, 'Ann');
});

test('the end of a session removes all its pages from their calls at once', async (t) => {
  const server = await startRealtime(t);
  const [first, second, other] = [await server.page(ann), await server.page(ann), await server.page(bob)];
  await other.join(CODE);
  await first.join(CODE);
  await second.join(CODE);
  await other.rosterOf('Bob', 'Ann', 'Ann');
  const ended = [first.ended(), second.ended()];
  server.realtime.disconnectSession(sessionOf(ann));
  assert.deepEqual(await Promise.all(ended), ['io server disconnect', 'io server disconnect']);
  await other.rosterOf('Bob');
  await other.fence();
  assert.equal(other.count('user-left'), 2);
});
