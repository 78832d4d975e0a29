import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { JoinSnapshot } from '../../src/shared/protocol.js';
import { temporaryDirectory } from '../support/temporary-directory.js';
import { startRealtime } from '../support/start-realtime.js';
import { CODE, ann, bob, cem, twoInCall } from '../support/two-in-call.js';

test('a page that lost its socket comes back as the same participant in the same place', async (t) => {
  const server = await startRealtime(t);
  const [first, second] = [await server.page(ann), await server.page(bob)];
  const { self, epoch } = await first.join(CODE, { hand: true });
  await second.join(CODE);
  first.cut();
  const lost = await second.next('roster', ([one]) => one?.state === 'reconnecting');
  assert.deepEqual(
    lost.map(({ name }) => name),
    ['Ann', 'Bob'],
  );

  const again = await server.page(ann, { tabId: first.tabId });
  const snapshot = await again.join(CODE);
  assert.equal(snapshot.self, self);
  assert.equal(snapshot.resumed, true);
  assert.equal(snapshot.epoch, epoch);
  assert.deepEqual(
    snapshot.roster.map(({ name, state }) => `${name} ${state}`),
    ['Ann connected', 'Bob connected'],
  );
  await second.next('roster', ([one]) => one?.state === 'connected');
  await second.fence();
  assert.equal(second.count('user-joined'), 0, 'no user-joined');
  assert.equal(second.count('user-left'), 0, 'no user-left');
});

test('a page that comes back before the server misses its old socket leaves no ghost', async (t) => {
  const server = await startRealtime(t);
  const [first, second] = await twoInCall(server);
  const again = await server.page(ann, { tabId: first.tabId });
  const ended = first.ended();
  const snapshot = await again.join(CODE);
  assert.equal(snapshot.self, first.participantId);
  assert.equal(snapshot.roster.length, 2);
  await first.next('replaced');
  await ended;
  // The server must not treat the end of the old socket as the end of the page.
  await again.get('media-state', { mic: false, camera: false });
  const roster = await second.next('roster', ([one]) => one?.media.mic === false);
  assert.deepEqual(
    roster.map(({ name, state }) => `${name} ${state}`),
    ['Ann connected', 'Bob connected'],
  );
});

test('the tabId of another user’s page does not give its participant id', async (t) => {
  const server = await startRealtime(t);
  const [first, thief] = [await server.page(ann), await server.page(bob, { tabId: 'shared' })];
  const { self } = await first.join(CODE);
  const stolen = await server.page(cem, { tabId: first.tabId });
  const snapshot = await stolen.join(CODE);
  assert.notEqual(snapshot.self, self);
  await thief.join(CODE);
  await first.fence();
  assert.equal(first.count('replaced'), 0);
});

test('a page that joins on two sockets at once is one participant', async (t) => {
  const server = await startRealtime(t);
  const watcher = await server.page(bob);
  await watcher.join(CODE);
  const sockets = [
    await server.page(ann, { tabId: 'one page' }),
    await server.page(ann, { tabId: 'one page' }),
  ];
  await Promise.allSettled(sockets.map((socket) => socket.join(CODE)));
  await Promise.race(sockets.map((socket) => socket.ended()));
  assert.deepEqual(
    server.realtime.people(CODE).participants.map(({ name, state }) => `${name} ${state}`),
    ['Bob connected', 'Ann connected'],
  );
  await watcher.fence();
  assert.equal(watcher.count('user-joined'), 1);
});

test('a person who does not come back is removed after the grace period', async (t) => {
  const server = await startRealtime(t, { graceMs: 50 });
  const [first, second] = await twoInCall(server);
  second.cut();
  await first.next('roster', ([, other]) => other?.state === 'reconnecting');
  await first.rosterOf('Ann');
  assert.deepEqual(await first.next('user-left'), {
    participantId: second.participantId,
    name: 'Bob',
    reason: 'lost',
  });
});

test('a reconnecting person keeps their place in a full meeting', async (t) => {
  const server = await startRealtime(t, { maxParticipants: 2 });
  const [first, second] = await twoInCall(server);
  const third = await server.page(cem);
  second.cut();
  await first.next('roster', ([, other]) => other?.state === 'reconnecting');
  assert.equal((await third.refusal('join-call', third.joinRequest(CODE))).code, 'full');
  const again = await server.page(bob, { tabId: second.tabId });
  assert.equal((await again.join(CODE)).resumed, true);
});

test('a socket that dies while its join is under way leaves nobody behind', async (t) => {
  const server = await startRealtime(t, { graceMs: 60_000 });
  const watcher = await server.page(bob);
  await watcher.join(CODE);
  const page = await server.page(ann);
  void page.send('join-call', page.joinRequest(CODE)).catch(() => undefined); // the server never answers it
  page.cut();
  // Only the later join of the same page counts.
  const again = await server.page(ann, { tabId: page.tabId });
  await again.join(CODE);
  await again.get('leave-call', {});
  assert.deepEqual(
    server.realtime.people(CODE).participants.map(({ name }) => name),
    ['Bob'],
  );
});

/** What does not change while the call goes on. */
const sameCall = ({ call: { id, startedAt } }: JoinSnapshot) => ({ id, startedAt });

for (const how of ['planned', 'abruptly'] as const) {
  test(`after a ${how === 'planned' ? 'planned' : 'sudden'} restart everyone resumes the same call`, async (t) => {
    const dataDir = await temporaryDirectory(t);
    const before = await startRealtime(t, { dataDir });
    const [first, second] = [await before.page(ann), await before.page(bob)];
    const one = await first.join(CODE);
    const two = await second.join(CODE);
    const said = await first.get('chat-message', { text: 'Hello', clientKey: 'key' });
    await before.stop(how === 'planned' ? undefined : 'abruptly');

    const after = await startRealtime(t, { dataDir });
    const oneAgain = await (await after.page(ann, { tabId: first.tabId })).join(CODE);
    assert.equal(oneAgain.self, one.self);
    assert.deepEqual(sameCall(oneAgain), sameCall(one));
    assert.equal(oneAgain.resumed, false, 'the new server has not listed this page yet');
    assert.notEqual(oneAgain.epoch, one.epoch);
    assert.deepEqual(oneAgain.chat, [said]);

    const newcomer = await (await after.page(cem)).join(CODE);
    assert.deepEqual(sameCall(newcomer), sameCall(one));
    const twoPage = await after.page(bob, { tabId: second.tabId });
    const twoAgain = await twoPage.join(CODE);
    assert.equal(twoAgain.self, two.self);
    const sameMessage = await (await after.page(ann, { tabId: first.tabId })).join(CODE);
    assert.equal(sameMessage.resumed, true);
    assert.deepEqual(
      sameMessage.roster.map(({ name }) => name),
      ['Ann', 'Cem', 'Bob'],
    );
  });
}

test('a message sent again after a restart is still the same message', async (t) => {
  const dataDir = await temporaryDirectory(t);
  const before = await startRealtime(t, { dataDir });
  const page = await before.page(ann);
  await page.join(CODE);
  const draft = { text: 'Hello', clientKey: 'key' };
  const said = await page.get('chat-message', draft);
  await before.stop('abruptly');
  const after = await startRealtime(t, { dataDir });
  const again = await after.page(ann, { tabId: page.tabId });
  await again.join(CODE);
  assert.deepEqual(await again.get('chat-message', draft), said);
});

test('a planned stop is announced, and closes the connection so that the page comes back by itself', async (t) => {
  const server = await startRealtime(t);
  const page = await server.page(ann);
  await page.join(CODE);
  const ended = page.ended();
  server.realtime.drain();
  await page.next('server-draining');
  await server.realtime.close();
  // Socket.IO does not reconnect by itself after `io server disconnect`.
  assert.equal(await ended, 'transport close');
  for (const transport of ['websocket', 'polling'] as const) {
    await assert.rejects(
      server.page(ann, { transports: [transport] }),
      'a stopping server accepts no connection',
    );
  }
});
