import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NEW_PAIR, nextLimit, type PairLimit, type PairMeasurement } from './pair-limit.js';

const fine: PairMeasurement = { available: 2_000_000, loss: 0, isHeldBack: false, granted: 150_000 };
const weak: PairMeasurement = { available: 200_000, loss: 0, isHeldBack: true, granted: 500_000 };
const after = (limit: PairLimit, ...all: PairMeasurement[]) => all.reduce(nextLimit, limit);
const unlimited = after(NEW_PAIR, fine, fine, fine);

test('a new connection grows from a thumbnail to everything within three measurements', () => {
  assert.equal(NEW_PAIR.rate, 150_000);
  assert.equal(after(NEW_PAIR, fine).rate, 600_000);
  assert.equal(unlimited.rate, Infinity);
});

test('one bad measurement changes nothing, two show that the path is weak', () => {
  assert.equal(after(unlimited, weak).rate, Infinity);
  assert.equal(after(unlimited, weak, fine, weak).rate, Infinity);
  const limit = after(unlimited, weak, weak);
  assert.equal(limit.rate, 200_000 * 0.85 - 50_000, 'the sound comes first');
  assert.ok(limit.isWeak);
});

test('lost packets count as a weak path, also where the browser estimates nothing', () => {
  const lossy = { ...fine, available: null, loss: 0.2 };
  assert.equal(after(unlimited, lossy, lossy).rate, 75_000);
});

test('the limit never falls below the cheapest picture', () => {
  const dead = { ...weak, available: 0, granted: 50_000 };
  assert.equal(after(NEW_PAIR, ...Array<PairMeasurement>(20).fill(dead)).rate, 50_000);
});

test('a weak path grows slowly, and counts as strong when it has carried everything again', () => {
  const limit = after(unlimited, weak, weak);
  assert.equal(after(limit, fine, fine, fine).rate, limit.rate);
  assert.equal(after(limit, fine, fine, fine, fine).rate, limit.rate * 1.4);
  const healed = after(limit, ...Array<PairMeasurement>(100).fill(fine));
  assert.deepEqual([healed.rate, healed.isWeak], [Infinity, false]);
});

test('a picture that nobody wants says nothing about its path', () => {
  assert.equal(
    after(unlimited, { ...weak, loss: 1, granted: 0 }, { ...weak, loss: 1, granted: 0 }).rate,
    Infinity,
  );
});
