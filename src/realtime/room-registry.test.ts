import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ProtocolError } from './protocol-error.js';
import { RoomRegistry } from './room-registry.js';
import type { Arrival, Seated } from './room-registry.js';

const CODE = 'daily';
const full = (error: unknown) => error instanceof ProtocolError && error.code === 'full';

function arrival(change: Partial<Arrival> = {}): Arrival {
  return { name: 'Ann', connection: 's1', media: { mic: true, camera: true }, ...change };
}

function join(registry: RoomRegistry, id: string, change: Partial<Arrival> = {}, code = CODE): Seated | null {
  return registry.seat(
    registry.reserve(code, id, `user of ${id}`),
    arrival({ name: id, connection: `socket of ${id}`, ...change }),
  );
}

const ids = (registry: RoomRegistry, code = CODE) =>
  registry.roster(code).map(({ participantId }) => participantId);

void test('a roster is in order of arrival and tells nothing but what the wire promises', () => {
  const registry = new RoomRegistry(12);
  join(registry, 'ann');
  join(registry, 'bob', { media: { mic: false, camera: true, hand: true, screen: 'stream' } });
  assert.deepEqual(registry.roster(CODE), [
    {
      participantId: 'ann',
      name: 'ann',
      state: 'connected',
      media: { mic: true, camera: true, hand: false, screen: null },
    },
    {
      participantId: 'bob',
      name: 'bob',
      state: 'connected',
      media: { mic: false, camera: true, hand: true, screen: 'stream' },
    },
  ]);
});

void test('meetings do not see each other', () => {
  const registry = new RoomRegistry(12);
  join(registry, 'ann');
  join(registry, 'bob', {}, 'other');
  assert.deepEqual(ids(registry), ['ann']);
  assert.deepEqual(ids(registry, 'other'), ['bob']);
});

void test('a page that comes back keeps its place and replaces the socket it had', () => {
  const registry = new RoomRegistry(12);
  join(registry, 'ann', { media: { mic: true, camera: true, hand: true, screen: 'stream' } });
  join(registry, 'bob');
  assert.equal(registry.lose(CODE, 'ann', 'socket of ann'), true);
  assert.equal(registry.member(CODE, 'ann')?.state, 'reconnecting');

  const seated = join(registry, 'ann', { connection: 'new socket', media: { mic: false, camera: true } });
  assert.deepEqual(seated, { resumed: true, replaced: 'socket of ann' });
  assert.deepEqual(ids(registry), ['ann', 'bob']);
  const ann = registry.member(CODE, 'ann');
  assert.equal(ann?.state, 'connected');
  // What a rejoin does not mention stays as it was.
  assert.deepEqual(ann.media, { mic: false, camera: true, hand: true, screen: 'stream' });
});

void test('the end of a socket that was replaced changes nothing', () => {
  const registry = new RoomRegistry(12);
  join(registry, 'ann');
  join(registry, 'ann', { connection: 'new socket' });
  assert.equal(registry.lose(CODE, 'ann', 'socket of ann'), false);
  assert.equal(registry.member(CODE, 'ann')?.state, 'connected');
});

void test('joining again on the same socket replaces no socket', () => {
  const registry = new RoomRegistry(12);
  join(registry, 'ann');
  assert.deepEqual(join(registry, 'ann'), { resumed: true, replaced: null });
});

void test('a full meeting refuses newcomers, but nobody who is there already', () => {
  const registry = new RoomRegistry(2);
  join(registry, 'ann');
  join(registry, 'bob');
  assert.throws(() => join(registry, 'cem'), full);
  assert.equal(registry.isFull(CODE), true);
  registry.lose(CODE, 'bob', 'socket of bob');
  assert.throws(() => join(registry, 'cem'), full, 'someone in the grace still has a place');
  assert.equal(join(registry, 'bob')?.resumed, true);
  registry.remove(CODE, 'bob');
  assert.equal(join(registry, 'cem')?.resumed, false);
});

void test('a join under way takes a place, and gives it back when it fails', () => {
  const registry = new RoomRegistry(1);
  const reservation = registry.reserve(CODE, 'ann', 'user');
  assert.deepEqual(ids(registry), []);
  assert.equal(registry.isEmpty(CODE), false);
  assert.throws(() => registry.reserve(CODE, 'bob', 'other'), full);
  registry.reserve(CODE, 'ann', 'user');
  registry.release(reservation);
  assert.throws(
    () => registry.reserve(CODE, 'bob', 'other'),
    full,
    'the second join of the same page holds it',
  );
});

void test('of two joins of one page the later one wins, whichever is ready first', () => {
  const registry = new RoomRegistry(12);
  const earlier = registry.reserve(CODE, 'ann', 'user');
  const later = registry.reserve(CODE, 'ann', 'user');
  assert.deepEqual(registry.seat(later, arrival({ connection: 'later' })), {
    resumed: false,
    replaced: null,
  });
  assert.equal(registry.seat(earlier, arrival({ connection: 'earlier' })), null);
  assert.equal(registry.member(CODE, 'ann')?.connection, 'later');
});

void test('a user is in the call as long as one of their pages is', () => {
  const registry = new RoomRegistry(12);
  for (const id of ['phone', 'laptop']) registry.seat(registry.reserve(CODE, id, 'ann'), arrival());
  registry.remove(CODE, 'phone');
  assert.equal(registry.hasUser(CODE, 'ann'), true);
  registry.remove(CODE, 'laptop');
  assert.equal(registry.hasUser(CODE, 'ann'), false);
  assert.equal(registry.isEmpty(CODE), true);
  registry.reserve(CODE, 'phone', 'ann');
  assert.equal(registry.hasUser(CODE, 'ann'), false);
  assert.equal(registry.expectsUser(CODE, 'ann'), true);
});

void test('removing someone who is not there changes nothing', () => {
  const registry = new RoomRegistry(12);
  join(registry, 'ann');
  assert.equal(registry.remove(CODE, 'bob'), null);
  assert.equal(registry.remove('other', 'ann'), null);
  assert.deepEqual(ids(registry), ['ann']);
});
