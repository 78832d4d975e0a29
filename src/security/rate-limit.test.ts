import assert from 'node:assert/strict';
import { test } from 'node:test';
import { KeyedRateLimit, TokenBucket } from './rate-limit.js';

const RATE = { capacity: 3, refillPerSecond: 0.5 };

test('a bucket grants its capacity at once, and then only the tokens that time refills', () => {
  const bucket = new TokenBucket(RATE);
  assert.deepEqual(
    [bucket.take(0), bucket.take(0), bucket.take(0), bucket.take(0)],
    [true, true, true, false],
  );
  assert.equal(bucket.take(1_999), false);
  assert.equal(bucket.take(2_000), true);
  assert.equal(bucket.take(2_000), false);
});

test('a bucket never holds more than its capacity', () => {
  const bucket = new TokenBucket(RATE);
  assert.equal(bucket.take(0, 3), true);
  assert.equal(bucket.take(1_000_000, 4), false);
  assert.equal(bucket.take(1_000_000, 3), true);
});

test('a clock that is set back neither adds nor removes tokens', () => {
  const bucket = new TokenBucket(RATE);
  assert.equal(bucket.take(10_000, 3), true);
  assert.equal(bucket.take(0), false);
  assert.equal(bucket.take(2_000), true);
});

test('each key has a bucket of its own', () => {
  const limit = new KeyedRateLimit({ capacity: 1, refillPerSecond: 0 });
  assert.equal(limit.take('ann', 0), true);
  assert.equal(limit.take('bob', 0), true);
  assert.equal(limit.take('ann', 0), false);
});

test('with too many keys, the least recently used one is removed', () => {
  const limit = new KeyedRateLimit({ capacity: 1, refillPerSecond: 0 }, 2);
  limit.take('ann', 0);
  limit.take('bob', 0);
  limit.take('ann', 0);
  limit.take('cem', 0);
  assert.equal(limit.take('ann', 0), false, 'ann still has an empty bucket');
  assert.equal(limit.take('bob', 0), true, 'bob has a new bucket');
});

test('a flood of keys that are used once does not remove a bucket that is empty', () => {
  const limit = new KeyedRateLimit({ capacity: 3, refillPerSecond: 0 }, 100);
  for (let i = 0; i < 3; i += 1) limit.take('ann', 0);
  for (let i = 0; i < 1_000; i += 1) limit.take(`junk ${i}`, 0);
  assert.equal(limit.take('ann', 0), false);
});

test('an attempt can cost a part of a token', () => {
  const limit = new KeyedRateLimit({ capacity: 1, refillPerSecond: 0 });
  assert.equal(limit.take('ann', 0, 0.5), true);
  assert.equal(limit.take('ann', 0), false);
  assert.equal(limit.take('ann', 0, 0.5), true);
});
