import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Double, Int32, Long } from 'bson';
import { startEmbedded } from './support/server.js';

test('the driver lists the collections of its database and their indexes', async (t) => {
  const { client } = await startEmbedded(t);
  const db = client.db('test');
  await db.collection('notes').createIndex({ owner: 1, at: -1 }, { unique: true });
  await db.collection('notes').createIndex({ expires: 1 }, { expireAfterSeconds: 5 });
  await db.collection('calls').insertOne({});
  await client.db('other').collection('strangers').insertOne({});
  const names = async () =>
    (await db.listCollections({}, { nameOnly: true }).toArray()).map(({ name }) => name);
  assert.deepEqual((await names()).sort(), ['calls', 'notes']);
  assert.deepEqual(await db.collection('notes').listIndexes().toArray(), [
    { v: 2, key: { _id: 1 }, name: '_id_', unique: true },
    { v: 2, key: { owner: 1, at: -1 }, name: 'owner_1_at_-1', unique: true },
    { v: 2, key: { expires: 1 }, name: 'expires_1', expireAfterSeconds: 5 },
  ]);
});

test('unknown collections have no indexes, and a filter is refused', async (t) => {
  const { client } = await startEmbedded(t);
  const db = client.db('test');
  assert.deepEqual(await db.listCollections().toArray(), []);
  await assert.rejects(db.command({ listIndexes: 'notes' }), { code: 26 });
  await assert.rejects(db.command({ listCollections: 1, filter: { name: 'notes' } }), { code: 238 });
});

test('a whole document comes back with the types of its numbers', async (t) => {
  const { client } = await startEmbedded(t);
  const notes = client.db('test').collection('notes');
  await notes.insertOne({ double: new Double(3), long: Long.fromNumber(4), int: new Int32(5) });
  const found = await notes.findOne({}, { promoteValues: false });
  // The driver has its own copy of these classes.
  const types = ['double', 'long', 'int'].map(
    (field) => (found?.[field] as { _bsontype?: string })._bsontype,
  );
  assert.deepEqual(types, ['Double', 'Long', 'Int32']);
});
