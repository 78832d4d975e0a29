import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { startEmbedded } from './support/server.js';

interface CallDocument {
  _id: number;
  meeting: string;
  endedAt?: Date | null;
}

test('of many simultaneous writers a unique index lets only one succeed', async (t) => {
  const { client } = await startEmbedded(t);
  const users = client.db().collection('users');
  await users.createIndex({ username: 1 }, { unique: true }, {});
  for (const username of ['ann', 'bob', 'cy', 'dan', 'eve']) {
    const inserts = Array.from({ length: 20 }, () => users.insertOne({ username }));
    const results = await Promise.allSettled(inserts);
    const failures = results.flatMap((result) =>
      result.status === 'rejected' ? [result.reason as object] : [],
    );
    assert.equal(failures.length, 19);
    for (const error of failures) {
      assert.equal('code' in error && error.code, 11000);
      assert.deepEqual('keyPattern' in error && error.keyPattern, { username: 1 });
      assert.deepEqual('keyValue' in error && error.keyValue, { username });
    }
  }
  assert.equal(await users.countDocuments({}), 5);
});

test('a compound unique index treats a missing field and null as the same value', async (t) => {
  const { client } = await startEmbedded(t);
  const calls = client.db().collection<CallDocument>('calls');
  await calls.createIndex({ meeting: 1, endedAt: 1 }, { unique: true }, {});
  await calls.insertOne({ _id: 1, meeting: 'a', endedAt: null });
  await calls.insertOne({ _id: 2, meeting: 'b' });
  await assert.rejects(calls.insertOne({ _id: 3, meeting: 'a' }), { code: 11000 });
  await assert.rejects(calls.insertOne({ _id: 3, meeting: 'b', endedAt: null }), { code: 11000 });
  const endedAt = new Date(1_000);
  await calls.updateOne({ meeting: 'a', endedAt: null }, { $set: { endedAt } });
  await calls.insertOne({ _id: 3, meeting: 'a' });
  await assert.rejects(calls.updateOne({ _id: 3 }, { $set: { endedAt } }), { code: 11000 });
  const open = await calls.find({ endedAt: null }).sort({ _id: 1 }).toArray();
  assert.deepEqual(
    open.map(({ _id }) => _id),
    [2, 3],
  );
});

test('an update of several documents stops at the first that would violate a unique index', async (t) => {
  const { client } = await startEmbedded(t);
  const calls = client.db().collection<CallDocument>('calls');
  await calls.createIndex({ meeting: 1 }, { unique: true }, {});
  await calls.insertMany([
    { _id: 1, meeting: 'a' },
    { _id: 2, meeting: 'b' },
  ]);
  await assert.rejects(calls.updateMany({}, { $set: { meeting: 'c' } }), { code: 11000 });
  assert.deepEqual(await calls.find().sort({ _id: 1 }).toArray(), [
    { _id: 1, meeting: 'c' },
    { _id: 2, meeting: 'b' },
  ]);
});

test('creating a unique index that documents violate fails and leaves nothing behind', async (t) => {
  const { client } = await startEmbedded(t);
  const calls = client.db().collection<CallDocument>('calls');
  await calls.insertMany([
    { _id: 1, meeting: 'a' },
    { _id: 2, meeting: 'a' },
  ]);
  await assert.rejects(calls.createIndex({ meeting: 1 }, { unique: true }, {}), { code: 11000 });
  await calls.deleteOne({ _id: 2 });
  await calls.createIndex({ meeting: 1 }, { unique: true }, {});
  await calls.createIndex({ meeting: 1 }, { unique: true }, {});
  await assert.rejects(calls.insertOne({ _id: 3, meeting: 'a' }), { code: 11000 });
});

test('a TTL index removes expired documents and nothing else', async (t) => {
  const { client } = await startEmbedded(t, { expiryIntervalMs: 20 });
  const tokens = client.db().collection<{ _id: string; expires?: unknown }>('tokens');
  await tokens.createIndex({ expires: 1 }, { expireAfterSeconds: 0 }, {});
  await tokens.insertMany([
    { _id: 'expired', expires: new Date(Date.now() - 1) },
    { _id: 'expired long ago', expires: new Date(0) },
    { _id: 'expired before 1970', expires: new Date(-1) },
    { _id: 'valid', expires: new Date(Date.now() + 3_600_000) },
    { _id: 'eternal' },
    { _id: 'no date', expires: 5 },
  ]);
  const ids = async () => (await tokens.find().toArray()).map(({ _id }) => _id);
  while ((await ids()).length > 3) await pause(10);
  assert.deepEqual(await ids(), ['valid', 'eternal', 'no date']);
});

test('expireAfterSeconds counts from the date in the document', async (t) => {
  const { client } = await startEmbedded(t, { expiryIntervalMs: 20 });
  const tokens = client.db().collection<{ _id: string; createdAt: Date }>('tokens');
  await tokens.createIndex({ createdAt: 1 }, { expireAfterSeconds: 3600 }, {});
  await tokens.insertMany([
    { _id: 'old', createdAt: new Date(Date.now() - 3_600_001) },
    { _id: 'young', createdAt: new Date(Date.now() - 3_500_000) },
  ]);
  while ((await tokens.countDocuments()) > 1) await pause(10);
  assert.equal((await tokens.findOne())?._id, 'young');
});
