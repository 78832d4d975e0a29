import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Signal } from '../../src/shared/protocol.js';
import { startRealtime } from '../support/start-realtime.js';
import { CODE, ann, bob, twoInCall } from '../support/two-in-call.js';

const signal: Signal = { kind: 'renew', connectionId: 'c' };

test('a page that joins a large call may send its signals to everyone at once', async (t) => {
  const server = await startRealtime(t, { now: () => 0 });
  const [first, second] = await twoInCall(server);
  const to = second.participantId;
  const replies = await Promise.all(Array.from({ length: 700 }, () => first.ask('signal', { to, signal })));
  assert.ok(replies.every(({ ok }) => ok));
});

test('too many messages are refused with a sentence until time has passed', async (t) => {
  let now = Date.now();
  const server = await startRealtime(t, { now: () => now });
  const page = await server.page(ann);
  await page.join(CODE);
  const replies = await Promise.all(
    Array.from({ length: 60 }, (_, index) =>
      page.ask('chat-message', { text: 'Hello', clientKey: String(index) }),
    ),
  );
  const refused = replies.flatMap((reply) => (reply.ok ? [] : [reply.error]));
  assert.ok(refused.length > 0 && refused.length < 60, `${refused.length} of 60 refused`);
  assert.ok(refused.every(({ code, message }) => code === 'rate-limited' && message.includes('Wait')));
  now += 2_000;
  await page.get('chat-message', { text: 'Later', clientKey: 'later' });
});

test('too many joins are refused', async (t) => {
  const server = await startRealtime(t, { now: () => 0 });
  const page = await server.page(ann);
  const replies = await Promise.all(
    Array.from({ length: 30 }, () => page.ask('join-call', page.joinRequest(CODE))),
  );
  assert.ok(replies.some((reply) => !reply.ok && reply.error.code === 'rate-limited'));
});

for (const [what, event, payload] of [
  ['requests', 'chat-message', { text: 'Hello', clientKey: 'key' }],
  ['malformed requests', 'media-state', { mic: 'on' }],
  ['unknown events', 'no-such-event', {}],
] as const) {
  test(`a flood of ${what} closes its socket and disturbs nobody else`, async (t) => {
    const server = await startRealtime(t, { now: () => 0 });
    const [good, bad] = [await server.page(ann), await server.page(bob)];
    await good.join(CODE);
    await bad.join(CODE);
    const ended = bad.ended();
    for (let index = 0; index < 2_000; index += 1) bad.socket.emit(event, payload);
    assert.equal(await ended, 'io server disconnect');
    await good.get('media-state', { mic: false, camera: false });
  });
}
