import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createKeyHash } from './key-hash.js';
import { growingDelay, quotaPolicy } from './limit-state.js';
import type { LimitStore } from './limit-store.js';
import { createLimiter } from './limiter.js';
import { MemoryLimitStore } from './memory-limit-store.js';

const NOW = 1_000_000;
const quota = (name: string, capacity = 3) => ({
  key: [name],
  policy: quotaPolicy({ capacity, drainMs: 10_000 }),
});
const hash = createKeyHash('key');

/** A store in memory that counts its calls. Each call takes a while, so that calls of two limiters overlap. */
function createStore() {
  const memory = new MemoryLimitStore(() => NOW);
  const calls = { read: 0, write: 0 };
  const pause = () => new Promise((resolve) => setImmediate(resolve));
  const store: LimitStore = {
    async read(ids) {
      calls.read += 1;
      await pause();
      return memory.read(ids);
    },
    async write(changes) {
      calls.write += 1;
      await pause();
      return memory.write(changes);
    },
  };
  return { store, memory, calls };
}

function start() {
  const stored = createStore();
  return { ...stored, limiter: createLimiter({ store: stored.store, hash, now: () => NOW }) };
}

test('an attempt that one limit refuses is charged to none, and writes nothing', async () => {
  const { limiter, calls } = start();
  for (let i = 0; i < 3; i += 1) await limiter.begin([quota('full')]);
  calls.write = 0;
  const refused = await limiter.begin([quota('other', 1), quota('full')]);
  assert.deepEqual(refused, { allowed: false, retryAfterMs: 10_000 });
  assert.equal(calls.write, 0);
  assert.ok((await limiter.begin([quota('other', 1)])).allowed);
});

test('a refusal names the longest wait of all limits', async () => {
  const { limiter } = start();
  const slow = { key: ['slow'], policy: quotaPolicy({ capacity: 1, drainMs: 60_000 }) };
  await limiter.begin([quota('fast', 1), slow]);
  const refused = await limiter.begin([quota('fast', 1), slow]);
  assert.deepEqual(refused, { allowed: false, retryAfterMs: 60_000 });
});

test('many attempts at once cannot exceed a limit, in one process or in several', async () => {
  const { store } = start();
  const limiters = [0, 1, 2].map(() => createLimiter({ store, hash, now: () => NOW }));
  const attempts = await Promise.all(
    Array.from({ length: 60 }, (_, i) =>
      (limiters[i % 3] ?? createLimiter({ store, hash, now: () => NOW })).begin([quota('shared', 20)]),
    ),
  );
  assert.equal(attempts.filter((attempt) => attempt.allowed).length, 20);
});

test('a failure costs two calls of the store, a success three, a refusal one', async () => {
  const { limiter, calls } = start();
  const limit = { key: ['password'], policy: growingDelay({ free: 1 }) };
  const counted = async (work: () => Promise<unknown>) => {
    calls.read = calls.write = 0;
    await work();
    return calls.read + calls.write;
  };
  const success = await counted(async () => {
    const attempt = await limiter.begin([limit, quota('network', 10)]);
    assert.ok(attempt.allowed);
    await attempt.succeeded();
  });
  assert.equal(success, 3);
  assert.equal(await counted(() => limiter.begin([limit, quota('network', 10)])), 2);
  await limiter.begin([limit]);
  assert.equal(await counted(() => limiter.begin([limit, quota('network', 10)])), 1);
});

test('success forgets failures or keeps a part of the cost; a cancelled attempt costs nothing', async () => {
  const { limiter, memory } = start();
  const password = { key: ['password'], policy: growingDelay({ free: 5 }), onSuccess: 'forget' as const };
  const network = { ...quota('network', 10), onSuccess: 0.25 };
  const levels = async () => {
    const ids = [hash('password'), hash('network')];
    const stored = await memory.read(ids);
    return ids.map((id) => stored.get(id)?.state.level);
  };
  const begin = async () => {
    const attempt = await limiter.begin([password, network]);
    assert.ok(attempt.allowed);
    return attempt;
  };
  await begin();
  await begin();
  await (await begin()).cancelled();
  assert.deepEqual(await levels(), [2, 2]);
  await (await begin()).succeeded();
  assert.deepEqual(await levels(), [0, 2.25]);
});

test('an attempt gives its own cost back after others have changed the same limit in the meantime', async () => {
  const { limiter, memory, store } = start();
  const other = createLimiter({ store, hash, now: () => NOW });
  const first = await limiter.begin([quota('shared', 10)]);
  await other.begin([quota('shared', 10)]);
  await other.begin([quota('shared', 10)]);
  assert.ok(first.allowed);
  await first.succeeded();
  const id = hash('shared');
  assert.equal((await memory.read([id])).get(id)?.state.level, 2);
});

test('if other servers never stop changing a limit, an attempt is refused and is charged to no limit', async () => {
  const { memory } = start();
  const busy = hash('busy');
  const store: LimitStore = {
    read: (ids) => memory.read(ids),
    async write(changes) {
      const lost = await memory.write(changes.filter(({ id }) => id !== busy));
      return changes.some(({ id }) => id === busy) ? new Set([...lost, busy]) : lost;
    },
  };
  const limiter = createLimiter({ store, hash, now: () => NOW });
  assert.deepEqual(await limiter.begin([quota('busy'), quota('calm')]), {
    allowed: false,
    retryAfterMs: 1_000,
  });
  const stored = await memory.read([hash('calm')]);
  assert.equal(stored.get(hash('calm'))?.state.level, 0);
});

test('a record expires when it equals a new one', async () => {
  const { limiter, memory } = start();
  for (let i = 0; i < 3; i += 1) await limiter.begin([quota('full')]);
  const id = hash('full');
  assert.equal((await memory.read([id])).get(id)?.expiresAt, NOW + 30_000);
});
