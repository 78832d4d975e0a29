import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Long } from 'bson';
import { startEmbedded } from './support/server.js';

test('NaN is neither below nor above another number, and equals itself', async (t) => {
  const { client } = await startEmbedded(t);
  const notes = client.db().collection<{ _id: string; size: number }>('notes');
  await notes.insertMany([
    { _id: 'nan', size: NaN },
    { _id: 'low', size: -Infinity },
    { _id: 'five', size: 5 },
  ]);
  const ids = async (size: object | number) => {
    const found = await notes.find({ size }).sort({ _id: 1 }).toArray();
    return found.map(({ _id }) => _id).join();
  };
  for (const isIndexed of [false, true]) {
    if (isIndexed) await notes.createIndex({ size: 1 });
    assert.equal(await ids({ $lt: 6 }), 'five,low');
    assert.equal(await ids({ $lte: 5 }), 'five,low');
    assert.equal(await ids({ $gt: -Infinity }), 'five');
    assert.equal(await ids({ $gt: NaN }), '');
    assert.equal(await ids({ $lt: NaN }), '');
    assert.equal(await ids({ $gte: NaN }), 'nan');
    assert.equal(await ids({ $lte: NaN }), 'nan');
    assert.equal(await ids(NaN), 'nan');
    const sorted = await notes.find().sort({ size: 1 }).toArray();
    assert.deepEqual(
      sorted.map(({ _id }) => _id),
      ['nan', 'low', 'five'],
    );
  }
});

test('a long that no double equals is never taken for its neighbour: it is stored, but not compared', async (t) => {
  const { client } = await startEmbedded(t);
  const notes = client.db().collection<{ _id: number; at: number | Long }>('notes', { promoteLongs: false });
  await notes.createIndex({ at: 1 }, { unique: true }, {});
  const exact = Long.fromString('9007199254740992'); // 2^53
  const next = Long.fromString('9007199254740993'); // 2^53 + 1, which a double rounds to 2^53
  await notes.insertOne({ _id: 1, at: exact });
  await assert.rejects(notes.insertOne({ _id: 2, at: next }), {
    code: 238,
    message: /does not support comparing the long 9007199254740993/,
  });
  await assert.rejects(notes.findOne({ at: next }), { code: 238 });
  await assert.rejects(notes.insertOne({ _id: 2, at: Long.MAX_VALUE }), { code: 238 });
  assert.equal((await notes.findOne({ at: 2 ** 53 }))?._id, 1);
  await assert.rejects(notes.insertOne({ _id: 2, at: 2 ** 53 }), { code: 11000 });

  const others = client.db().collection<{ _id: number; at: Long }>('others', { promoteLongs: false });
  await others.insertOne({ _id: 1, at: next });
  assert.ok((await others.findOne({ _id: 1 }))?.at.equals(next), 'without an index it is stored exactly');
  await assert.rejects(others.findOne({ at: { $gt: exact } }), { code: 238 });
});

test('field names that JavaScript would reorder are refused, at any depth', async (t) => {
  const { client } = await startEmbedded(t);
  const notes = client.db().collection<{ _id: number; [field: string]: unknown }>('notes');
  const refusal = { code: 238, message: /does not support the field name '7'/ };
  await assert.rejects(notes.insertOne({ _id: 1, 7: 'seven' }), refusal);
  await assert.rejects(notes.insertOne({ _id: 1, list: [{ text: { b: 1, 7: 2 } }] }), refusal);
  await notes.insertOne({ _id: 1, list: ['a', 'b'], '07': 'no index', '-1': 'no index', '1e3': 'no index' });
  await assert.rejects(notes.updateOne({ _id: 1 }, { $set: { 7: 'seven' } }), refusal);
  await assert.rejects(notes.updateOne({ _id: 1 }, { $set: { text: { 7: 'seven' } } }), refusal);
  await assert.rejects(notes.findOne({ 7: 'seven' }), refusal);
  await assert.rejects(notes.find().sort({ 7: 1 }).toArray(), refusal);
  await assert.rejects(notes.createIndex({ b: 1, 7: 1 }), refusal);
  assert.deepEqual(Object.keys((await notes.findOne({ _id: 1 })) ?? {}), ['_id', 'list', '07', '-1', '1e3']);
});

test('a sort by a part of a field is refused', async (t) => {
  const { client } = await startEmbedded(t);
  await assert.rejects(client.db().collection('notes').find().sort({ 'owner.name': 1 }).toArray(), {
    code: 238,
  });
});
