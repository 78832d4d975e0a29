import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createMeetings } from '../../src/services/meetings.js';
import { startRealtime } from '../support/start-realtime.js';
import { CODE, ann, bob, cem, twoInCall } from '../support/two-in-call.js';

test('the first person to join an unknown code becomes the host of its meeting', async (t) => {
  const server = await startRealtime(t);
  const page = await server.page(ann);
  const before = Date.now();
  const snapshot = await page.join(CODE, { camera: false });
  assert.deepEqual(snapshot.roster, [
    {
      participantId: snapshot.self,
      name: 'Ann',
      isGuest: false,
      role: 'host',
      joinNumber: snapshot.roster[0]?.joinNumber ?? 0,
      state: 'connected',
      media: { mic: true, camera: false, hand: false, screen: null },
    },
  ]);
  assert.deepEqual(snapshot.chat, []);
  assert.deepEqual(snapshot.iceServers, []);
  assert.deepEqual(snapshot.settings, { title: CODE, maxParticipants: 12, isLocked: false });
  assert.ok(snapshot.call.startedAt >= before && snapshot.call.startedAt <= Date.now());
  const { startedAt, ageMs } = snapshot.call;
  assert.ok(ageMs >= 0 && startedAt + ageMs <= Date.now(), `the age of the call is ${String(ageMs)} ms`);
  assert.equal(snapshot.resumed, false);
});

test('a code is understood however it is typed', async (t) => {
  const server = await startRealtime(t);
  const [first, second] = [await server.page(ann), await server.page(bob)];
  const { call } = await first.join(CODE);
  const snapshot = await second.join(`  https://meet.example/room/${CODE.toUpperCase()} `);
  assert.equal(snapshot.call.id, call.id);
});

test('people in a call learn of everyone who joins and leaves', async (t) => {
  const server = await startRealtime(t);
  const [first, second] = [await server.page(ann), await server.page(bob)];
  await first.join(CODE);
  const { self, roster } = await second.join(CODE);
  assert.deepEqual(
    roster.map(({ name }) => name),
    ['Ann', 'Bob'],
  );
  await first.rosterOf('Ann', 'Bob');
  assert.deepEqual(await first.next('user-joined'), { participantId: self, name: 'Bob' });

  await second.get('leave-call', {});
  await first.rosterOf('Ann');
  assert.deepEqual(await first.next('user-left'), {
    participantId: self,
    name: 'Bob',
    reason: 'left',
  });
  await second.fence();
  assert.equal(second.count('user-joined'), 0, 'the server does not tell a page of its own join');
  assert.equal(second.count('user-left'), 0);
});

test('a changed media state appears in the roster of everyone, including the sender', async (t) => {
  const server = await startRealtime(t);
  const [first, second] = await twoInCall(server);
  const { participantId } = second;
  await second.get('media-state', { mic: false, camera: true, hand: true });
  for (const page of [first, second]) {
    const roster = await page.next('roster', ([, other]) => other?.media.hand === true);
    assert.deepEqual(roster[1]?.media, { mic: false, camera: true, hand: true, screen: null });
  }
  await second.get('media-state', { mic: true, camera: false });
  const [, kept] = await first.next('roster', ([, other]) => other?.media.mic === true);
  assert.equal(kept?.media.hand, true, 'a hand that the request does not mention stays raised');

  await second.get('screen-share-started', { streamId: 'stream-1' });
  await first.next('roster', ([, other]) => other?.media.screen === 'stream-1');
  assert.deepEqual(await first.next('screen-share-started'), { participantId, streamId: 'stream-1' });
  await second.get('screen-share-stopped', {});
  await first.next('roster', ([, other]) => other?.media.screen === null);
  assert.deepEqual(await first.next('screen-share-stopped'), { participantId });
});

test('a newcomer learns of a screen that is already shared', async (t) => {
  const server = await startRealtime(t);
  const [first, second] = [await server.page(ann), await server.page(bob)];
  await first.join(CODE);
  await first.get('screen-share-started', { streamId: 'stream-1' });
  const { roster } = await second.join(CODE);
  assert.equal(roster[0]?.media.screen, 'stream-1');
});

test('a page before the call learns how many people are in it, and no names, until it joins', async (t) => {
  const server = await startRealtime(t, { maxParticipants: 2 });
  const [first, second, looker] = [await server.page(ann), await server.page(bob), await server.page(cem)];
  const empty = {
    ...{ count: 0, full: false, entry: 'enter', needsPasscode: false },
    ...{ elsewhere: null, names: null, reachable: [], iceServers: [] },
  };
  assert.deepEqual(await looker.get('watch-call', { code: CODE }), empty);
  const { self } = await first.join(CODE);
  const one = await looker.next('preview', ({ count }) => count === 1);
  assert.deepEqual(one, { ...empty, count: 1, reachable: [self] });
  await second.join(CODE);
  await looker.next('preview', ({ count, full }) => count === 2 && full);
  const { full } = await looker.get('watch-call', { code: CODE });
  assert.equal(full, true);
  await second.get('leave-call', {});
  await looker.next('preview', ({ count, full: isFull }) => count === 1 && !isFull);
  assert.equal(looker.count('roster'), 0);

  await looker.join('another-call');
  const previews = looker.count('preview');
  await first.get('media-state', { mic: false, camera: false });
  await looker.fence();
  assert.equal(looker.count('roster'), 0, 'after joining it receives rosters of its own call only');
  assert.equal(looker.count('preview'), previews, 'and no previews any more');
  assert.equal(looker.count('user-joined'), 0, 'only participants receive user-joined');
});

test('a full meeting refuses one more, in a sentence, and takes them when someone has left', async (t) => {
  const server = await startRealtime(t, { maxParticipants: 2 });
  const [first, second] = await twoInCall(server);
  const third = await server.page(cem);
  const refusal = await third.refusal('join-call', third.joinRequest(CODE));
  assert.equal(refusal.code, 'full');
  assert.match(refusal.message, /full.*Try again/);
  await second.get('leave-call', {});
  await third.join(CODE);
  await first.rosterOf('Ann', 'Cem');
});

test('joining a second meeting leaves the first', async (t) => {
  const server = await startRealtime(t);
  const [first, second] = await twoInCall(server);
  await second.join('another-call');
  await first.rosterOf('Ann', 'Bob');
  await first.rosterOf('Ann');
  assert.equal((await first.next('user-left')).name, 'Bob');
});

test('a refused second meeting leaves the first as it is', async (t) => {
  const server = await startRealtime(t, { maxParticipants: 1 });
  const [first, second] = [await server.page(ann), await server.page(bob)];
  const { self } = await first.join(CODE);
  await second.join('another-call');
  assert.equal((await first.refusal('join-call', first.joinRequest('another-call'))).code, 'full');
  assert.equal(server.realtime.people(CODE).participants[0]?.participantId, self);
});

test('one person may be there with two pages, each a participant of its own', async (t) => {
  const server = await startRealtime(t);
  const [phone, laptop] = [await server.page(ann), await server.page(ann)];
  const one = await phone.join(CODE);
  const two = await laptop.join(CODE);
  assert.notEqual(one.self, two.self);
  assert.equal(two.roster.length, 2);
});

test('two who join a new meeting at once are in one call of one meeting', async (t) => {
  const server = await startRealtime(t);
  const pages = await Promise.all([ann, bob, cem].map((who) => server.page(who)));
  const snapshots = await Promise.all(pages.map((page) => page.join(CODE)));
  assert.equal(new Set(snapshots.map(({ call }) => call.id)).size, 1);
  assert.equal(server.realtime.people(CODE).participants.length, 3);
});

test('a page that leaves during its join is not in the call', async (t) => {
  const server = await startRealtime(t);
  const page = await server.page(ann);
  const joining = page.ask('join-call', page.joinRequest(CODE));
  await page.get('leave-call', {});
  const reply = await joining;
  assert.ok(!reply.ok && reply.error.code === 'not-in-call');
  assert.deepEqual(server.realtime.people(CODE).participants, []);
});

test('of two joins on one socket the later one counts', async (t) => {
  const server = await startRealtime(t);
  const page = await server.page(ann);
  const first = page.ask('join-call', page.joinRequest(CODE));
  await page.join('another-call');
  const reply = await first;
  assert.ok(!reply.ok && reply.error.code === 'not-in-call');
  assert.equal(server.realtime.people(CODE).participants.length, 0);
  assert.equal(server.realtime.people('another-call').participants.length, 1);
});

test('joining again with the same page on the same socket changes nothing for the others', async (t) => {
  const server = await startRealtime(t);
  const [first, second] = await twoInCall(server);
  const { participantId } = first;
  const again = await first.join(CODE, { mic: false });
  assert.equal(again.self, participantId);
  assert.equal(again.resumed, true);
  const roster = await second.rosterOf('Ann', 'Bob');
  assert.equal(roster[0]?.media.mic, false);
  await second.fence();
  assert.equal(second.count('user-joined'), 0);
});

for (const [event, payload] of [
  ['signal', { to: 'someone', signal: { kind: 'renew', connectionId: 'c' } }],
  ['media-state', { mic: true, camera: true }],
  ['screen-share-started', { streamId: 'stream' }],
  ['screen-share-stopped', {}],
  ['chat-message', { text: 'Hello', clientKey: 'key' }],
  ['chat-history', { before: '0'.repeat(24) }],
] as const) {
  test(`${event} is refused outside a call`, async (t) => {
    const server = await startRealtime(t);
    const page = await server.page(ann);
    const reply = await page.send(event, payload);
    assert.ok(!reply.ok && reply.error.code === 'not-in-call');
  });
}

test('leaving without being in a call succeeds', async (t) => {
  const server = await startRealtime(t);
  const page = await server.page(ann);
  assert.deepEqual(await page.get('leave-call', {}), {});
});

test('a bug in the server is answered as an internal error and logged once, without contents', async (t) => {
  const server = await startRealtime(t, {
    iceServers: {
      forSession() {
        throw new Error('the secret text');
      },
    },
  });
  const page = await server.page(ann);
  const refusal = await page.refusal('join-call', page.joinRequest(CODE));
  assert.equal(refusal.code, 'internal');
  assert.doesNotMatch(refusal.message, /secret/);
  const logged = server.lines.filter((line) => line.includes('failed'));
  assert.equal(logged.length, 1);
  assert.match(logged[0] ?? '', /^join-call failed meeting=\S+ participant=\S+ error=/);
  assert.doesNotMatch(logged[0] ?? '', /secret/);
});

test('while the database cannot write, a join is refused with a sentence and leaves nothing behind', async (t) => {
  const broken = Object.assign(new Error('E'), { name: 'MongoServerError' });
  const server = await startRealtime(t, {
    meetings: {
      ...createMeetings(),
      find: () => Promise.reject(broken),
      findOrCreate: () => Promise.reject(broken),
    },
  });
  const page = await server.page(ann);
  const refusal = await page.refusal('join-call', page.joinRequest(CODE));
  assert.equal(refusal.code, 'unavailable');
  assert.match(refusal.message, /Try again/);
  assert.deepEqual(server.realtime.people(CODE).participants, []);
});
