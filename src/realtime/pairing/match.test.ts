import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { match, SAME_AGAIN_MS } from './match.js';
import type { Waiting } from './match.js';

const NOW = 100_000;
const nobodyIsApart = () => false;

const person = (userId: string, others: Partial<Waiting> = {}): Waiting => ({
  userId,
  mode: 'video',
  since: 0,
  lastPartnerId: null,
  ...others,
});
const names = (pairs: [Waiting, Waiting][]) => pairs.map(([one, other]) => one.userId + other.userId);

describe('matching', () => {
  test('pairs the two people who have waited longest', () => {
    const waiting = [person('a', { since: 3 }), person('b', { since: 1 }), person('c', { since: 2 })];
    assert.deepEqual(names(match(waiting, nobodyIsApart, NOW)), ['bc']);
  });

  test('keeps video and text apart', () => {
    const waiting = [person('a'), person('b', { mode: 'text' }), person('c', { mode: 'text' })];
    assert.deepEqual(names(match(waiting, nobodyIsApart, NOW)), ['bc']);
  });

  test('never pairs people of whom one has blocked the other, even if nobody else waits', () => {
    const waiting = [person('a'), person('b')];
    assert.deepEqual(
      match(waiting, () => true, NOW),
      [],
    );
  });

  test('takes another person than the last time, although the last one has waited longer', () => {
    const waiting = [person('a', { lastPartnerId: 'b' }), person('b'), person('c', { since: 5 })];
    assert.deepEqual(names(match(waiting, nobodyIsApart, NOW)), ['ac']);
  });

  test('lets the same two people meet again when nobody else fits, after a moment', () => {
    const since = NOW - SAME_AGAIN_MS;
    const again = (at: number) => [person('a', { since, lastPartnerId: 'b' }), person('b', { since: at })];
    assert.deepEqual(names(match(again(since), nobodyIsApart, NOW)), ['ab']);
    assert.deepEqual(match(again(since + 1), nobodyIsApart, NOW), []);
  });
});

const people = fc.uniqueArray(fc.integer({ min: 0, max: 30 }), { maxLength: 20 }).chain((ids) =>
  fc.tuple(
    ...ids.map((id) =>
      fc.record({
        userId: fc.constant(String(id)),
        mode: fc.constantFrom('video' as const, 'text' as const),
        since: fc.integer({ min: NOW - 2 * SAME_AGAIN_MS, max: NOW }),
        lastPartnerId: fc.option(fc.integer({ min: 0, max: 30 }).map(String)),
      }),
    ),
  ),
);
const blocks = fc.array(fc.tuple(fc.integer({ min: 0, max: 30 }), fc.integer({ min: 0, max: 30 })));

test('for any people: nobody is in two pairs or alone with oneself, no rule is broken, and nobody is left who fits', () => {
  fc.assert(
    fc.property(people, blocks, (waiting, blocked) => {
      const keys = new Set(blocked.map(([one, other]) => `${one} ${other}`));
      const areApart = (one: string, other: string) =>
        keys.has(`${one} ${other}`) || keys.has(`${other} ${one}`);
      const pairs = match(waiting, areApart, NOW);
      const seated = pairs.flat().map(({ userId }) => userId);
      assert.equal(new Set(seated).size, seated.length);

      const left = waiting.filter(({ userId }) => !seated.includes(userId));
      const fits = (one: Waiting, other: Waiting) =>
        one.mode === other.mode && !areApart(one.userId, other.userId);
      const haveMet = (one: Waiting, other: Waiting) =>
        one.lastPartnerId === other.userId || other.lastPartnerId === one.userId;
      for (const [one, other] of pairs) {
        assert.ok(fits(one, other));
        // The same two only if none of those who are left would have been another choice.
        if (haveMet(one, other))
          for (const third of left)
            assert.ok(!fits(one, third) || haveMet(one, third), `${third.userId} waits for ${one.userId}`);
      }
      for (const one of left)
        for (const other of left)
          if (one !== other && fits(one, other)) assert.ok(haveMet(one, other), 'two who fit are left over');
    }),
  );
});
