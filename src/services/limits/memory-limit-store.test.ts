import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MemoryLimitStore } from './memory-limit-store.js';

const STATE = { level: 1, at: 0, until: 0 };

test('a change of an older revision is refused', async () => {
  const store = new MemoryLimitStore(() => 0);
  const change = { id: 'a', from: 0, state: STATE, expiresAt: 10 };
  assert.deepEqual(await store.write([change]), new Set());
  assert.deepEqual(await store.write([change, { ...change, id: 'b' }]), new Set(['a']));
  assert.deepEqual(await store.write([{ ...change, from: 1 }]), new Set());
  const stored = await store.read(['a', 'b', 'c']);
  assert.deepEqual(
    [...stored].map(([id, { revision }]) => [id, revision]),
    [
      ['a', 2],
      ['b', 1],
    ],
  );
});

test('a flood of keys removes those that are forgotten first, so a limit that is used up stays', async () => {
  const store = new MemoryLimitStore(() => 0, 100);
  await store.write([{ id: 'used up', from: 0, state: STATE, expiresAt: 1_000_000 }]);
  for (let i = 0; i < 1_000; i += 1)
    await store.write([{ id: `junk ${i}`, from: 0, state: STATE, expiresAt: 1_000 }]);
  const ids = ['used up', ...Array.from({ length: 1_000 }, (_, i) => `junk ${i}`)];
  const kept = await store.read(ids);
  assert.ok(kept.has('used up'));
  assert.ok(kept.size <= 100 && kept.size > 50, String(kept.size));
});

test('a full store first removes what has expired', async () => {
  let now = 0;
  const store = new MemoryLimitStore(() => now, 10);
  for (let i = 0; i < 10; i += 1)
    await store.write([{ id: `old ${i}`, from: 0, state: STATE, expiresAt: 100 + i }]);
  now = 105;
  await store.write([{ id: 'new', from: 0, state: STATE, expiresAt: 106 }]);
  const kept = await store.read(['new', ...Array.from({ length: 10 }, (_, i) => `old ${i}`)]);
  assert.deepEqual([...kept.keys()].sort(), ['new', 'old 6', 'old 7', 'old 8', 'old 9']);
});
