import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RingBook } from './ring-book.js';
import type { Ring, RingFacts, RingPerson } from './ring-book.js';

const person = (name: string): RingPerson => ({ id: `id of ${name}`, name, username: name.toLowerCase() });
const [ann, ben, cem, dee] = ['Ann', 'Ben', 'Cem', 'Dee'].map(person) as [
  RingPerson,
  RingPerson,
  RingPerson,
  RingPerson,
];
const FACTS: RingFacts = { isApart: false, isUndisturbed: false, isHere: true, isInCall: false };

function ringOf(caller: RingPerson, callee: RingPerson, clientKey = 'key'): Ring {
  return {
    ringId: `${caller.name} to ${callee.name} ${clientKey}`,
    clientKey,
    caller,
    callee,
    media: 'video',
  };
}

/** Prepares and begins a call. Returns what became of it. */
function call(book: RingBook, ring: Ring, facts: Partial<RingFacts> = {}) {
  book.prepare(ring.caller.id, ring.clientKey, `socket of ${ring.caller.name}`);
  return book.begin(ring, { ...FACTS, ...facts });
}

/** A book in which Ann calls Ben. */
function annCallsBen(): { book: RingBook; ring: Ring } {
  const book = new RingBook();
  const ring = ringOf(ann, ben);
  assert.deepEqual(call(book, ring), { kind: 'ringing', ring });
  return { book, ring };
}

test('the first answer gets the call, and a second one finds it over', () => {
  const { book, ring } = annCallsBen();
  assert.equal(book.answer(ring.ringId, ben.id)?.ring, ring);
  assert.equal(book.answer(ring.ringId, ben.id), null);
  assert.equal(book.incoming(ben.id), null);
});

test('nobody but the person who is called can answer', () => {
  const { book, ring } = annCallsBen();
  assert.equal(book.answer(ring.ringId, ann.id), null);
  assert.equal(book.answer(ring.ringId, cem.id), null);
  assert.equal(book.incoming(ben.id), ring);
});

test('of an answer and a cancellation at the same moment, the first one counts for both people', () => {
  const first = annCallsBen();
  assert.ok(first.book.answer(first.ring.ringId, ben.id));
  assert.equal(first.book.cancel(ann.id, 'key'), null, 'the call is answered already');
  first.book.settleAnswered(first.ring.ringId, { state: 'answered', code: 'abc' });
  assert.deepEqual(first.book.state(ann.id, 'key'), { state: 'answered', code: 'abc' });

  const second = annCallsBen();
  assert.equal(second.book.cancel(ann.id, 'key'), second.ring);
  assert.equal(second.book.answer(second.ring.ringId, ben.id), null);
  assert.deepEqual(second.book.state(ann.id, 'key'), { state: 'over', reason: 'cancelled' });
});

test('a timer that comes after the answer changes nothing', () => {
  const { book, ring } = annCallsBen();
  book.answer(ring.ringId, ben.id);
  assert.equal(book.end(ring.ringId, 'no-answer'), null);
  assert.deepEqual(book.state(ann.id, 'key'), { state: 'ringing' });
});

test('a cancellation before the server has read whom the caller means keeps it from ringing', () => {
  const book = new RingBook();
  book.prepare(ann.id, 'key', 's');
  assert.equal(book.cancel(ann.id, 'key'), null, 'nothing has rung');
  assert.deepEqual(book.begin(ringOf(ann, ben), FACTS), { kind: 'over', reason: 'cancelled' });
  assert.equal(book.incoming(ben.id), null);
});

test('two people who call each other at once meet', () => {
  const book = new RingBook();
  book.prepare(ann.id, 'a', 'socket of Ann');
  book.prepare(ben.id, 'b', 'socket of Ben');
  const first = book.begin(ringOf(ann, ben, 'a'), FACTS);
  assert.equal(first.kind, 'ringing', 'a call that is only prepared makes nobody busy');
  // A caller counts as here and as willing to talk.
  const second = book.begin(ringOf(ben, ann, 'b'), { ...FACTS, isHere: false, isUndisturbed: true });
  assert.ok(second.kind === 'met');
  assert.equal(second.ring.caller, ann);
  assert.ok(book.answer(second.ring.ringId, ben.id));
  book.settleAnswered(second.ring.ringId, { state: 'answered', code: 'abc' });
  book.settlePrepared(ben.id, 'b', { state: 'answered', code: 'abc' });
  for (const [id, key] of [
    [ann.id, 'a'],
    [ben.id, 'b'],
  ] as const)
    assert.deepEqual(book.state(id, key), { state: 'answered', code: 'abc' });
});

test('a person is busy in a call, while another call rings, and while calling somebody', () => {
  assert.deepEqual(call(new RingBook(), ringOf(ann, ben), { isInCall: true }), {
    kind: 'over',
    reason: 'busy',
  });
  const { book } = annCallsBen();
  assert.deepEqual(call(book, ringOf(cem, ben)), { kind: 'over', reason: 'busy' });
  assert.deepEqual(call(book, ringOf(dee, ann)), { kind: 'over', reason: 'busy' });
});

test('blocked people, people who are away and people who are not to be disturbed look the same', () => {
  const away = { kind: 'over', reason: 'away' } as const;
  const facts: Partial<RingFacts>[] = [
    { isHere: false },
    { isUndisturbed: true },
    { isApart: true },
    { isApart: true, isInCall: true },
    { isUndisturbed: true, isInCall: true },
  ];
  for (const one of facts) assert.deepEqual(call(new RingBook(), ringOf(ann, ben), one), away);
});

test('a blocked person who calls the one who calls them does not meet', () => {
  const { book } = annCallsBen();
  assert.deepEqual(call(book, ringOf(ben, ann), { isApart: true }), { kind: 'over', reason: 'away' });
});

test('a person calls one person at a time', () => {
  const { book, ring } = annCallsBen();
  assert.deepEqual(call(book, ringOf(ann, cem, 'second')), { kind: 'over', reason: 'calling-already' });
  assert.equal(book.incoming(ben.id), ring);
});

test('an answer ends the other calls of the two people', () => {
  const { book, ring } = annCallsBen();
  const toAnn = ringOf(cem, ann);
  // Cem has called before Ann did.
  const other = new RingBook();
  assert.equal(call(other, toAnn).kind, 'ringing');
  assert.equal(call(other, ring).kind, 'ringing');
  assert.deepEqual(other.answer(ring.ringId, ben.id)?.displaced, [{ ring: toAnn, reason: 'busy' }]);
  assert.deepEqual(other.state(cem.id, 'key'), { state: 'over', reason: 'busy' });
  assert.deepEqual(book.answer(ring.ringId, ben.id)?.displaced, []);
});

test('a page that lost its connection finds its call again, and the key begins no second call', () => {
  const { book } = annCallsBen();
  assert.deepEqual(
    book.detach('socket of Ann').map(({ clientKey }) => clientKey),
    ['key'],
  );
  assert.equal(book.socketOf(ann.id, 'key'), null);
  assert.equal(book.prepare(ann.id, 'key', 'new socket'), false);
  book.attach(ann.id, 'key', 'new socket');
  assert.equal(book.socketOf(ann.id, 'key'), 'new socket');
  assert.deepEqual(book.state(ann.id, 'key'), { state: 'ringing' });
  assert.equal(book.state(cem.id, 'key'), null, 'the key of another person names nothing');
});

test('an attempt that failed can be tried again with the same key', () => {
  const book = new RingBook();
  book.prepare(ann.id, 'key', 's');
  book.forget(ann.id, 'key');
  assert.equal(book.prepare(ann.id, 'key', 's'), true);
});

test('the book forgets old calls', () => {
  const book = new RingBook();
  for (let at = 0; at <= 1_000; at += 1) {
    call(book, ringOf(ann, ben, `key ${at}`));
    book.cancel(ann.id, `key ${at}`);
  }
  assert.equal(book.state(ann.id, 'key 0'), null);
  assert.deepEqual(book.state(ann.id, 'key 1'), { state: 'over', reason: 'cancelled' });
});
