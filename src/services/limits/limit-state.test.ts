import assert from 'node:assert/strict';
import { test } from 'node:test';
import { charge, cleared, forgottenAt, giveBack, growingDelay, quotaPolicy, waitMs } from './limit-state.js';
import type { LimitState, Policy } from './limit-state.js';

const MINUTE_MS = 60_000;
const DELAY = growingDelay({ free: 2, firstMs: 1_000, maxMs: 15 * MINUTE_MS });

/** Makes each attempt as early as the policy allows, and returns the waits before them in seconds, rounded up. */
function waitsOf(policy: Policy, attempts: number): number[] {
  let now = 0;
  let state: LimitState | undefined;
  return Array.from({ length: attempts }, () => {
    const ms = waitMs(policy, state, now, 1);
    now += ms;
    state = charge(policy, state, { now, cost: 1 }).after;
    return Math.ceil(ms / 1_000);
  });
}

test('each failure after the free ones about doubles the delay, up to the longest one', () => {
  const waits = waitsOf(DELAY, 16);
  assert.deepEqual(waits.slice(0, 8), [0, 0, 0, 1, 2, 4, 8, 16]);
  for (const [at, wait] of waits.entries())
    if (at > 4 && at < 12) assert.ok(wait > 1.5 * (waits[at - 1] ?? 0) && wait <= 2 * (waits[at - 1] ?? 0));
  assert.ok(
    waits.every((wait) => wait <= 15 * 60),
    waits.join(),
  );
});

test('an attacker who never gives up has one attempt per longest delay, and the delay does not grow further', () => {
  const waits = waitsOf(DELAY, 200);
  const last = waits.slice(-50);
  assert.ok(
    last.every((wait) => wait > 14 * 60 && wait <= 15 * 60),
    last.join(),
  );
});

test('no number of failures causes a longer delay than the longest one', () => {
  assert.equal(DELAY.delayMs(2), 0);
  assert.equal(DELAY.delayMs(3), 1_000);
  assert.equal(DELAY.delayMs(5_000), 15 * MINUTE_MS);
});

test('time forgets one failure per longest delay, and in the end all', () => {
  let state: LimitState | undefined;
  for (let i = 0; i < 6; i += 1) state = charge(DELAY, state, { now: 0, cost: 1 }).after;
  assert.equal(waitMs(DELAY, state, 0, 1), 8_000);
  const later = charge(DELAY, state, { now: 15 * MINUTE_MS, cost: 1 }).after;
  assert.equal(later.until - later.at, 8_000, 'one failure is forgotten and one is new');
  const end = forgottenAt(DELAY, state ?? later);
  assert.equal(end, 6 * 15 * MINUTE_MS);
  assert.deepEqual(charge(DELAY, state, { now: end, cost: 1 }).after.level, 1);
});

test('a quota grants its capacity at once, and then as much as time removes', () => {
  const policy = quotaPolicy({ capacity: 3, drainMs: 10_000 });
  assert.deepEqual(waitsOf(policy, 6), [0, 0, 0, 10, 10, 10]);
});

test('an attempt that was given back leaves no trace', () => {
  for (const policy of [DELAY, quotaPolicy({ capacity: 3, drainMs: 10_000 })]) {
    let before: LimitState = { level: 0, at: 0, until: 0 };
    for (let i = 0; i < 3; i += 1) before = charge(policy, before, { now: 0, cost: 1 }).after;
    const charged = charge(policy, before, { now: 50_000, cost: 1 });
    const after = giveBack(charged.after, charged, 1);
    assert.equal(waitMs(policy, after, 50_000, 1), waitMs(policy, before, 50_000, 1));
    assert.ok(forgottenAt(policy, after) <= 50_000 + policy.drainMs * 3);
  }
});

test('giving an attempt back does not end the delay of a later failure', () => {
  let before: LimitState = { level: 0, at: 0, until: 0 };
  for (let i = 0; i < 5; i += 1) before = charge(DELAY, before, { now: 0, cost: 1 }).after;
  const first = charge(DELAY, before, { now: 60_000, cost: 1 });
  const second = charge(DELAY, first.after, { now: 70_000, cost: 1 });
  const after = giveBack(second.after, first, 1);
  assert.equal(after.until, second.after.until);
  assert.ok(after.level < second.after.level);
});

test('a cleared state equals one that was never charged', () => {
  let state: LimitState | undefined;
  for (let i = 0; i < 9; i += 1) state = charge(DELAY, state, { now: 5_000, cost: 1 }).after;
  assert.ok(state);
  assert.equal(waitMs(DELAY, cleared(state), 5_000, 1), 0);
  assert.equal(forgottenAt(DELAY, cleared(state)), 5_000);
});

test('a clock that is set back neither adds nor removes points', () => {
  const policy = quotaPolicy({ capacity: 2, drainMs: 10_000 });
  const full = [0, 0].reduce<LimitState | undefined>(
    (state) => charge(policy, state, { now: 100_000, cost: 1 }).after,
    undefined,
  );
  assert.equal(waitMs(policy, full, 50_000, 1), 10_000);
  assert.equal(waitMs(policy, full, 110_000, 1), 0);
});
