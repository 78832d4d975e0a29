import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startEmbedded } from './support/server.js';

const note = (name: string) => ({ key: { [name]: 1 }, name, unique: true });

test('a command that creates several indexes creates all or none', async (t) => {
  const { client } = await startEmbedded(t);
  const db = client.db();
  const notes = db.collection<{ _id: number; a: number; b: number }>('notes');
  await notes.insertMany([
    { _id: 1, a: 1, b: 1 },
    { _id: 2, a: 2, b: 1 },
  ]);
  const create = { createIndexes: 'notes', indexes: [note('a'), note('b')] };
  await assert.rejects(db.command(create), { code: 11000 });
  await notes.insertOne({ _id: 3, a: 2, b: 3 }); // the index on a does not exist
  await notes.deleteMany({ _id: { $in: [2, 3] } });
  assert.deepEqual(await db.command(create), {
    numIndexesBefore: 1,
    numIndexesAfter: 3,
    createdCollectionAutomatically: false,
    ok: 1,
  });
  await assert.rejects(notes.insertOne({ _id: 4, a: 1, b: 4 }), { code: 11000 });
});

test('a command whose indexes conflict with each other creates none, and no collection', async (t) => {
  const { client } = await startEmbedded(t);
  const db = client.db();
  const indexes = [note('a'), { ...note('b'), name: 'a' }];
  await assert.rejects(db.command({ createIndexes: 'notes', indexes }), { code: 85 });
  const { createdCollectionAutomatically } = await db.command({
    createIndexes: 'notes',
    indexes: [note('b')],
  });
  assert.equal(createdCollectionAutomatically, true);
  await db.collection('notes').insertMany([
    { a: 1, b: 1 },
    { a: 1, b: 2 },
  ]);
});
