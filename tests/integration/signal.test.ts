import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Signal } from '../../src/shared/protocol.js';
import { SIGNAL_JSON_MAX } from '../../src/shared/limits.js';
import { startRealtime } from '../support/start-realtime.js';
import { CODE, ann, bob, cem, twoInCall } from '../support/two-in-call.js';

function candidate(index: number): Signal {
  return {
    kind: 'candidate',
    connectionId: 'c',
    candidate: { candidate: `candidate:${index}`, sdpMid: '0', sdpMLineIndex: 0, usernameFragment: null },
  };
}

test('a signal reaches its addressee alone, unchanged, with the id of its sender', async (t) => {
  const server = await startRealtime(t);
  const [first, second] = await twoInCall(server);
  const third = await server.page(cem);
  await third.join(CODE);
  const [from, to] = [first.participantId, second.participantId];
  // The server relays signals of other versions of the page unread.
  const signal = {
    kind: 'description',
    connectionId: 'c',
    description: { type: 'offer', sdp: 'v=0' },
    more: [1],
  };
  const sent = await first.send('signal', { to, signal, from: 'someone else' });
  assert.deepEqual(sent, { ok: true, value: {} });
  assert.deepEqual(await second.next('signal'), { from, signal });
  await third.fence();
  assert.equal(third.count('signal'), 0);
});

test('signals arrive in the order in which they were sent', async (t) => {
  const server = await startRealtime(t);
  const [first, second] = await twoInCall(server);
  const to = second.participantId;
  const sent = Array.from({ length: 200 }, (_, index) => candidate(index));
  await Promise.all(sent.map((signal) => first.get('signal', { to, signal })));
  const received: Signal[] = [];
  while (received.length < sent.length) received.push((await second.next('signal')).signal);
  assert.deepEqual(received, sent);
});

test('a signal does not leave its call', async (t) => {
  const server = await startRealtime(t);
  const [first, elsewhere] = [await server.page(ann), await server.page(bob)];
  await first.join(CODE);
  const { self: to } = await elsewhere.join('another-call');
  assert.equal((await first.refusal('signal', { to, signal: candidate(0) })).code, 'unreachable');
  await elsewhere.fence();
  assert.equal(elsewhere.count('signal'), 0);
});

test('a signal to nobody, or to someone who has left, is refused', async (t) => {
  const server = await startRealtime(t);
  const [first, second] = await twoInCall(server);
  const to = second.participantId;
  await second.get('leave-call', {});
  assert.equal((await first.refusal('signal', { to, signal: candidate(0) })).code, 'unreachable');
  assert.equal((await first.refusal('signal', { to: 'nobody', signal: candidate(0) })).code, 'unreachable');
});

test('a signal to a person whose socket is lost is refused until they are back', async (t) => {
  const server = await startRealtime(t);
  const [first, second] = await twoInCall(server);
  const to = second.participantId;
  second.cut();
  await first.next('roster', ([, other]) => other?.state === 'reconnecting');
  assert.equal((await first.refusal('signal', { to, signal: candidate(0) })).code, 'unreachable');
  const again = await server.page(bob, { tabId: second.tabId });
  await again.join(CODE);
  await first.get('signal', { to, signal: candidate(1) });
  assert.deepEqual((await again.next('signal')).signal, candidate(1));
});

test('a signal may be as long as the limit, and no longer', async (t) => {
  const server = await startRealtime(t);
  const [first, second] = await twoInCall(server);
  const to = second.participantId;
  const signal = { kind: 'renew', connectionId: '' } as const;
  const room = SIGNAL_JSON_MAX - JSON.stringify(signal).length;
  await first.get('signal', { to, signal: { ...signal, connectionId: 'x'.repeat(room) } });
  await second.next('signal');
  const longer = { ...signal, connectionId: 'x'.repeat(room + 1) };
  assert.equal((await first.refusal('signal', { to, signal: longer })).code, 'bad-request');
});
