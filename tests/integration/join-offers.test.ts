import assert from 'node:assert/strict';
import { test } from 'node:test';
import { JOIN_OFFERS_MAX } from '../../src/shared/limits.js';
import type { Signal } from '../../src/shared/protocol.js';
import { outcomeOf, startHouse } from '../support/meeting-people.js';
import { startRealtime } from '../support/start-realtime.js';
import { CODE, ann, bob, cem, twoInCall } from '../support/two-in-call.js';

const offer = (name: string): Signal => ({ kind: 'renew', connectionId: name });

test('a join carries offers to people in the call, who read of the newcomer first', async (t) => {
  const server = await startRealtime(t);
  const [first, second] = await twoInCall(server);
  const order: string[] = [];
  first.socket.onAny((event: string, news: unknown) => {
    if (event === 'signal' || (event === 'roster' && (news as unknown[]).length === 3)) order.push(event);
  });
  const newcomer = await server.page(cem);
  const offers = [
    { to: first.participantId, signal: offer('one') },
    { to: second.participantId, signal: offer('two') },
  ];
  const answer = await newcomer.enter({ ...newcomer.joinRequest(CODE), offers });
  assert.deepEqual(answer.relayed, [first.participantId, second.participantId]);
  assert.deepEqual(await first.next('signal'), { from: answer.self, signal: offer('one') });
  assert.deepEqual(await second.next('signal'), { from: answer.self, signal: offer('two') });
  assert.deepEqual(order, ['roster', 'signal']);
});

test('an offer of a join reaches nobody in another call, and nobody who has gone', async (t) => {
  const server = await startRealtime(t);
  const [first, second] = await twoInCall(server);
  const stranger = await server.page(cem);
  await stranger.join('another-call');
  second.cut();
  await first.next('roster', ([, bob]) => bob?.state === 'reconnecting');
  const newcomer = await server.page(ann);
  const offers = ['nobody', stranger.participantId, second.participantId, first.participantId].map((to) => ({
    to,
    signal: offer(to),
  }));
  const answer = await newcomer.enter({ ...newcomer.joinRequest(CODE), offers });
  assert.deepEqual(answer.relayed, [first.participantId]);
  await first.next('signal');
  await stranger.fence();
  assert.deepEqual([stranger.count('signal'), first.count('signal')], [0, 1]);
});

test('a refused join and a join that waits pass nothing on', async (t) => {
  const server = await startHouse(t);
  const code = await server.meeting('Ann', { access: 'knock' });
  const host = await server.page('Ann');
  assert.equal(await outcomeOf(host, code), 'joined');
  const { self } = await host.join(code);
  const guest = await server.page('Ben');
  const request = { ...guest.joinRequest(code), offers: [{ to: self, signal: offer('early') }] };
  assert.deepEqual(await guest.get('join-call', request), { waiting: true });
  await server.change('Ann', code, { locked: true });
  const refused = await server.page('Cem');
  const sent = { ...refused.joinRequest(code), offers: [{ to: self, signal: offer('early') }] };
  assert.equal((await refused.refusal('join-call', sent)).code, 'locked');
  await host.fence();
  assert.equal(host.count('signal'), 0);
});

test('a join with too many offers, or with one that is no signal, is refused', async (t) => {
  const server = await startRealtime(t);
  const page = await server.page(bob);
  const many = Array.from({ length: JOIN_OFFERS_MAX + 1 }, () => ({ to: 'ann', signal: offer('x') }));
  for (const offers of [many, [{ to: 'ann', signal: 'v=0' }], [{ signal: offer('x') }], 'offers'])
    assert.equal((await page.send('join-call', { ...page.joinRequest(CODE), offers })).ok, false);
  await page.join(CODE);
});
