import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startServer } from '../support/start-server.js';

test('a person may start a hundred meetings at once, and then one every 30 seconds', async (t) => {
  let now = Date.now();
  const { member } = await startServer(t, { now: () => now });
  const [ann, bob] = [await member(), await member({ username: 'bob' })];
  for (let i = 0; i < 100; i += 1) await ann.post('/meetings').expect(303);
  const { text } = await ann.post('/meetings').expect(429);
  assert.match(text, /<h1/);
  assert.match(text, /many meetings/);
  assert.match(text, /href="\/home"/);
  await bob.post('/meetings').expect(303);
  now += 30_000;
  await ann.post('/meetings').expect(303);
  await ann.post('/meetings').expect(429);
});
