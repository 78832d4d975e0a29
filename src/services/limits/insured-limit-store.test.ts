import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createInsuredLimitStore } from './insured-limit-store.js';
import { createKeyHash } from './key-hash.js';
import { quotaPolicy } from './limit-state.js';
import type { LimitStore } from './limit-store.js';
import { createLimiter } from './limiter.js';
import { MemoryLimitStore } from './memory-limit-store.js';

type Failing = 'nothing' | 'writes' | 'everything';

function start() {
  const state = { now: 0, failing: 'nothing' as Failing, calls: 0 };
  const now = () => state.now;
  const data = new MemoryLimitStore(now);
  const guarded = <T>(work: () => Promise<T>, isWrite: boolean): Promise<T> => {
    state.calls += 1;
    const fails = state.failing === 'everything' || (isWrite && state.failing === 'writes');
    return fails ? Promise.reject(new Error('the database is down')) : work();
  };
  const database: LimitStore = {
    read: (ids) => guarded(() => data.read(ids), false),
    write: (changes) => guarded(() => data.write(changes), true),
  };
  const failures: unknown[] = [];
  const store = createInsuredLimitStore({
    database,
    memory: new MemoryLimitStore(now),
    now,
    onFailure: (error) => failures.push(error),
  });
  const limiter = createLimiter({ store, hash: createKeyHash('key'), now });
  const limit = { key: ['ann'], policy: quotaPolicy({ capacity: 5, drainMs: 3_600_000 }) };
  return {
    state,
    failures,
    /** Attempts on another server, which uses the same database and never fails. */
    async attemptElsewhere() {
      const elsewhere = createLimiter({ store: data, hash: createKeyHash('key'), now });
      await elsewhere.begin([limit]);
    },
    /** Makes attempts and returns the number of the allowed ones. */
    async allowedOf(attempts: number) {
      let allowed = 0;
      for (let i = 0; i < attempts; i += 1) if ((await limiter.begin([limit])).allowed) allowed += 1;
      return allowed;
    },
  };
}

for (const failing of ['writes', 'everything'] as const) {
  test(`while ${failing} of the database fail, attempts are neither unlimited nor all refused`, async () => {
    const { state, allowedOf } = start();
    state.failing = failing;
    assert.equal(await allowedOf(20), 5);
  });

  test(`a failure of ${failing} does not reset the limits`, async () => {
    const { state, allowedOf } = start();
    assert.equal(await allowedOf(4), 4);
    state.failing = failing;
    assert.equal(await allowedOf(20), 1);
  });
}

test('the memory also knows what other servers have written before the failure', async () => {
  const { state, allowedOf, attemptElsewhere } = start();
  for (let i = 0; i < 4; i += 1) await attemptElsewhere();
  state.failing = 'writes';
  assert.equal(await allowedOf(20), 1);
});

test('the database is asked again after ten seconds, and each failure is reported once', async () => {
  const { state, failures, allowedOf } = start();
  state.failing = 'everything';
  await allowedOf(3);
  assert.deepEqual([failures.length, state.calls], [1, 1]);
  state.now = 9_999;
  await allowedOf(1);
  assert.equal(state.calls, 1);
  state.now = 10_000;
  await allowedOf(1);
  assert.deepEqual([failures.length, state.calls], [2, 2]);
  state.failing = 'nothing';
  state.now = 20_000;
  await allowedOf(1);
  assert.deepEqual([failures.length, state.calls], [2, 4]);
});
