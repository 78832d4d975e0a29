import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inBatches } from './batches.js';

test('a batch begins when the one before it has finished, and no item is left out', async () => {
  const items = Array.from({ length: 250 }, (_, index) => index);
  const seen: number[] = [];
  const sizes: number[] = [];
  let running = 0;
  await inBatches(items, async (some) => {
    running += 1;
    await Promise.resolve();
    assert.equal(running, 1);
    running -= 1;
    sizes.push(some.length);
    seen.push(...some);
  });
  assert.deepEqual(sizes, [100, 100, 50]);
  assert.deepEqual(seen, items);
});

test('without items there is nothing to do', async () => {
  await inBatches([], () => Promise.reject(new Error('called')));
});
