import assert from 'node:assert/strict';
import { test } from 'node:test';
import { register } from '../support/register.js';
import { startServer } from '../support/start-server.js';

const HANDSHAKE = '/socket.io/?EIO=4&transport=polling';

for (const [site, status] of [
  ['cross-site', 403],
  ['same-site', 403],
  ['same-origin', 200],
  ['none', 200],
] as const) {
  test(`a request for long polling without an origin is answered with ${status} if it comes from ${site}`, async (t) => {
    const server = await startServer(t);
    const cookie = await register(server, 'Ann');
    // `fetch` would replace the header.
    const { visitor } = server;
    const answer = await visitor().get(HANDSHAKE).set({ cookie, 'sec-fetch-site': site });
    assert.equal(answer.status, status);
  });
}

test('a program without a browser connects by long polling, and foreign pages cannot load the answer', async (t) => {
  const server = await startServer(t);
  const cookie = await register(server, 'Ann');
  const { headers } = await server.visitor().get(HANDSHAKE).set({ cookie }).expect(200);
  assert.equal(headers['cross-origin-resource-policy'], 'same-origin');
  assert.equal(headers['x-content-type-options'], 'nosniff');
});
