import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ProtocolError } from './protocol-error.js';
import { RoomRegistry } from './room-registry.js';
import type { Arrival, Confirmed } from './room-registry.js';

const CODE = 'daily';
const full = (error: unknown) => error instanceof ProtocolError && error.code === 'full';

function arrival(change: Partial<Arrival> = {}): Arrival {
  return {
    name: 'Ann',
    username: 'ann',
    socketId: 's1',
    sessionId: 'x',
    media: { mic: true, camera: true },
    ...change,
  };
}

function join(
  registry: RoomRegistry,
  id: string,
  change: Partial<Arrival> = {},
  code = CODE,
): Confirmed | null {
  return registry.confirm(
    registry.reserve(registry.attempt(code, id, `user of ${id}`)),
    arrival({ name: id, socketId: `socket of ${id}`, ...change }),
  );
}

const ids = (registry: RoomRegistry, code = CODE) =>
  registry.participants(code).map(({ participantId }) => participantId);

test('participants are in order of arrival', () => {
  const registry = new RoomRegistry(12);
  join(registry, 'ann');
  join(registry, 'bob', { media: { mic: false, camera: true, hand: true, screen: 'stream' } });
  assert.deepEqual(
    registry
      .participants(CODE)
      .map(({ participantId, joinNumber, media }) => ({ participantId, joinNumber, media })),
    [
      {
        participantId: 'ann',
        joinNumber: 1,
        media: { mic: true, camera: true, hand: false, screen: null },
      },
      {
        participantId: 'bob',
        joinNumber: 2,
        media: { mic: false, camera: true, hand: true, screen: 'stream' },
      },
    ],
  );
});

test('each meeting has its own roster', () => {
  const registry = new RoomRegistry(12);
  join(registry, 'ann');
  join(registry, 'bob', {}, 'other');
  assert.deepEqual(ids(registry), ['ann']);
  assert.deepEqual(ids(registry, 'other'), ['bob']);
});

test('a page that comes back keeps its position and replaces its old socket', () => {
  const registry = new RoomRegistry(12);
  join(registry, 'ann', { media: { mic: true, camera: true, hand: true, screen: 'stream' } });
  join(registry, 'bob');
  assert.equal(registry.lose(CODE, 'ann', 'socket of ann'), true);
  assert.equal(registry.find(CODE, 'ann')?.state, 'reconnecting');

  const confirmed = join(registry, 'ann', { socketId: 'new socket', media: { mic: false, camera: true } });
  assert.deepEqual(confirmed, { resumed: true, replacedSocketId: 'socket of ann' });
  assert.deepEqual(ids(registry), ['ann', 'bob']);
  const ann = registry.find(CODE, 'ann');
  assert.equal(ann?.state, 'connected');
  // Fields that the rejoin leaves out keep their values.
  assert.deepEqual(ann.media, { mic: false, camera: true, hand: true, screen: 'stream' });
});

test('losing a socket that was replaced changes nothing', () => {
  const registry = new RoomRegistry(12);
  join(registry, 'ann');
  join(registry, 'ann', { socketId: 'new socket' });
  assert.equal(registry.lose(CODE, 'ann', 'socket of ann'), false);
  assert.equal(registry.find(CODE, 'ann')?.state, 'connected');
});

test('joining again on the same socket replaces no socket', () => {
  const registry = new RoomRegistry(12);
  join(registry, 'ann');
  assert.deepEqual(join(registry, 'ann'), { resumed: true, replacedSocketId: null });
});

test('a full meeting refuses newcomers, but not its participants', () => {
  const registry = new RoomRegistry(2);
  join(registry, 'ann');
  join(registry, 'bob');
  assert.throws(() => join(registry, 'cem'), full);
  assert.equal(registry.isFull(CODE), true);
  registry.lose(CODE, 'bob', 'socket of bob');
  assert.throws(() => join(registry, 'cem'), full, 'a participant who is reconnecting still has a place');
  assert.equal(join(registry, 'bob')?.resumed, true);
  registry.remove(CODE, 'bob');
  assert.equal(join(registry, 'cem')?.resumed, false);
});

test('a join under way takes a place, and releases it when it fails', () => {
  const registry = new RoomRegistry(1);
  const reservation = registry.reserve(registry.attempt(CODE, 'ann', 'user'));
  assert.deepEqual(ids(registry), []);
  assert.equal(registry.isEmpty(CODE), false);
  assert.throws(() => registry.reserve(registry.attempt(CODE, 'bob', 'other')), full);
  registry.reserve(registry.attempt(CODE, 'ann', 'user'));
  registry.release(reservation);
  assert.throws(
    () => registry.reserve(registry.attempt(CODE, 'bob', 'other')),
    full,
    'the second join of the same page holds it',
  );
});

test('of two joins of one page, the later request wins, whichever is ready first', () => {
  const registry = new RoomRegistry(12);
  const earlier = registry.reserve(registry.attempt(CODE, 'ann', 'user'));
  const later = registry.reserve(registry.attempt(CODE, 'ann', 'user'));
  assert.deepEqual(registry.confirm(later, arrival({ socketId: 'later' })), {
    resumed: false,
    replacedSocketId: null,
  });
  assert.equal(registry.confirm(earlier, arrival({ socketId: 'earlier' })), null);
  assert.equal(registry.find(CODE, 'ann')?.socketId, 'later');
});

test('a user is in the call while one of their pages is', () => {
  const registry = new RoomRegistry(12);
  for (const id of ['phone', 'laptop'])
    registry.confirm(registry.reserve(registry.attempt(CODE, id, 'ann')), arrival());
  registry.remove(CODE, 'phone');
  assert.equal(registry.hasUser(CODE, 'ann'), true);
  registry.remove(CODE, 'laptop');
  assert.equal(registry.hasUser(CODE, 'ann'), false);
  assert.equal(registry.isEmpty(CODE), true);
  registry.reserve(registry.attempt(CODE, 'phone', 'ann'));
  assert.equal(registry.hasUser(CODE, 'ann'), false);
  assert.equal(registry.hasOrExpectsUser(CODE, 'ann'), true);
});

test('removing a page that is not in the call changes nothing', () => {
  const registry = new RoomRegistry(12);
  join(registry, 'ann');
  assert.equal(registry.remove(CODE, 'bob'), null);
  assert.equal(registry.remove('other', 'ann'), null);
  assert.deepEqual(ids(registry), ['ann']);
});

test('a held place is free for its user alone, until it is taken or released', () => {
  const registry = new RoomRegistry(2);
  registry.hold(CODE, 'user of ann');
  registry.hold(CODE, 'user of bob');
  assert.equal(registry.isEmpty(CODE), true);
  assert.throws(() => join(registry, 'cem'), full);
  join(registry, 'ann');
  assert.equal(registry.isFull(CODE, 'user of ann'), true, 'the second page of Ann finds no place');
  assert.throws(() => join(registry, 'cem'), full);
  assert.deepEqual(registry.releaseHolds(), [CODE]);
  join(registry, 'cem');
  assert.throws(() => join(registry, 'bob'), full);
});

test('a join that fails does not give up the held place', () => {
  const registry = new RoomRegistry(1);
  registry.hold(CODE, 'user of ann');
  registry.release(registry.reserve(registry.attempt(CODE, 'ann', 'user of ann')));
  assert.throws(() => join(registry, 'cem'), full);
});

test('a user who has come back and left again holds no place', () => {
  const registry = new RoomRegistry(1);
  registry.hold(CODE, 'user of ann');
  join(registry, 'ann');
  registry.remove(CODE, 'ann');
  assert.equal(join(registry, 'cem')?.resumed, false);
});

test('a hand keeps its number while it is up, also when its page comes back', () => {
  const registry = new RoomRegistry(12);
  join(registry, 'ann');
  join(registry, 'bob');
  registry.setMedia(CODE, 'bob', { hand: true });
  registry.setMedia(CODE, 'ann', { hand: true });
  const number = (id: string) => registry.find(CODE, id)?.handNumber;
  const before = number('bob');
  assert.ok(before !== undefined && before < (number('ann') ?? 0));
  registry.setMedia(CODE, 'bob', { mic: false });
  join(registry, 'bob', { media: { mic: true, camera: true, hand: true } });
  assert.equal(number('bob'), before);
  registry.setMedia(CODE, 'bob', { hand: false });
  assert.equal(number('bob'), undefined);
  registry.setMedia(CODE, 'bob', { hand: true });
  assert.ok((number('bob') ?? 0) > (number('ann') ?? 0));
});

test('a page that moves the call takes the place of the person’s other page', () => {
  const registry = new RoomRegistry(1);
  join(registry, 'ann');
  const other = registry.attempt(CODE, 'new page', 'user of ann');
  assert.throws(() => registry.reserve(other), full);
  registry.reserve(other, true);
  assert.throws(() => registry.reserve(registry.attempt(CODE, 'bob', 'user of bob'), true), full);
});

test('only pages that have lost their sockets count as the lost pages of a session', () => {
  const registry = new RoomRegistry(12);
  for (const id of ['ann', 'bob']) join(registry, id, { sessionId: 'laptop' });
  join(registry, 'cem', { sessionId: 'phone' });
  for (const id of ['ann', 'cem']) registry.lose(CODE, id, `socket of ${id}`);
  assert.deepEqual(registry.lostPagesOfSession('laptop'), [{ code: CODE, participantId: 'ann' }]);
});
