import assert from 'node:assert/strict';
import { test } from 'node:test';
import { asksForProbe, nextCarry, NEW_CARRY, type Carry } from './carry.js';

const free = { available: 2_000_000, loss: 0, granted: 500_000 };
const tight = { ...free, available: 560_000 };

function after(
  measurements: readonly (typeof free | (Omit<typeof free, 'loss'> & { loss: number }))[],
  start = NEW_CARRY,
) {
  return measurements.reduce<Carry>(nextCarry, start);
}

test('a path carries the shared encoder after two measurements with enough room', () => {
  assert.equal(after([free]).carries, false);
  assert.equal(after([free, free]).carries, true);
  assert.equal(after([free, tight, free]).carries, false, 'not one after the other');
});

test('a path without enough room, with losses or without an estimate has its own encoder', () => {
  assert.equal(after([tight, tight, tight]).carries, false);
  assert.equal(after([free, free, tight]).carries, false);
  assert.equal(after([free, free, { ...free, loss: 0.1 }]).carries, false);
  const blind = { ...free, available: null };
  assert.equal(nextCarry(nextCarry(NEW_CARRY, blind), blind).carries, false);
});

test('between the two thresholds everything stays as it is', () => {
  const middle = { ...free, available: 700_000 };
  assert.equal(after([free, free, middle]).carries, true);
  assert.equal(after([middle, middle, middle]).carries, false);
});

test('after each failure, a path must be free for longer', () => {
  const failed = after([free, free, tight]);
  assert.equal(after([free, free, free], failed).carries, false);
  const back = after([free, free, free, free], failed);
  assert.equal(back.carries, true);
  const again = nextCarry(back, tight);
  assert.equal(after(Array<typeof free>(7).fill(free), again).carries, false);
  assert.equal(after(Array<typeof free>(8).fill(free), again).carries, true);
});

test('a picture that nobody wants says nothing about the path', () => {
  const carrying = after([free, free]);
  assert.equal(nextCarry(carrying, { ...tight, granted: 0 }), carrying);
});

test('a path that has little room for long is probed again, and more and more rarely', () => {
  const probed: number[] = [];
  let carry = NEW_CARRY;
  for (let count = 1; count <= 100; count += 1) {
    carry = nextCarry(carry, tight);
    if (asksForProbe(carry)) probed.push(count);
  }
  assert.deepEqual(probed, [8, 16, 32, 64]);
  assert.equal(asksForProbe(after([...Array<typeof free>(7).fill(tight), free, tight])), false);
});
