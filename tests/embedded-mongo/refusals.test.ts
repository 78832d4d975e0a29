import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startEmbedded } from './support/server.js';

const REFUSED: [title: string, code: number, command: Record<string, unknown>][] = [
  ['an unknown command', 59, { dropDatabase: 1 }],
  ['a command named like an inherited property', 59, { constructor: 1 }],
  ['an unknown field of a command', 40415, { find: 'notes', hint: 'owner_1' }],
  ['a find with skip', 40415, { find: 'notes', skip: 1 }],
  [
    'an unknown field of an update',
    40415,
    { update: 'notes', updates: [{ q: {}, u: {}, arrayFilters: [] }] },
  ],
  ['an unknown field of a delete', 40415, { delete: 'notes', deletes: [{ q: {}, limit: 1, collation: {} }] }],
  ['an unknown field of an index', 40415, indexOf({ key: { a: 1 }, name: 'a', sparse: true })],
  ['an index of another type', 238, indexOf({ key: { a: 'text' }, name: 'a' })],
  ['an index over a part of a field', 238, indexOf({ key: { 'a.b': 1 }, name: 'a' })],
  [
    'a TTL index over several fields',
    238,
    indexOf({ key: { a: 1, b: 1 }, name: 'a', expireAfterSeconds: 0 }),
  ],
  ['an existing index with other options', 85, indexOf({ key: { owner: 1 }, name: 'owner_1' })],
  ['an unknown filter operator', 238, { find: 'notes', filter: { owner: { $regex: '^a' } } }],
  ['an unknown filter operator at the top level', 238, { find: 'notes', filter: { $where: 'true' } }],
  ['a filter on a part of a field', 238, { find: 'notes', filter: { 'owner.name': 'ann' } }],
  ['a filter that meets an array', 238, { find: 'notes', filter: { tags: 'a' } }],
  ['a filter by an embedded document', 238, { find: 'notes', filter: { owner: { name: 'ann' } } }],
  ['a filter by a regular expression', 238, { find: 'notes', filter: { owner: /^a/ } }],
  ['a range bounded by null', 238, { find: 'notes', filter: { owner: { $gt: null } } }],
  ['a filter that is not an object', 2, { find: 'notes', filter: 'ann' }],
  ['a projection of a part of a field', 238, { find: 'notes', projection: { 'owner.name': 1 } }],
  ['a computed projection', 238, { find: 'notes', projection: { owner: { $toUpper: '$owner' } } }],
  [
    'a projection that both includes and excludes fields',
    2,
    { find: 'notes', projection: { owner: 1, tags: 0 } },
  ],
  ['a sort by an operator', 2, { find: 'notes', sort: { owner: { $meta: 'textScore' } } }],
  ['a sort by an array', 238, { find: 'notes', sort: { tags: 1 } }],
  [
    'an aggregation',
    238,
    { aggregate: 'notes', pipeline: [{ $match: {} }, { $sample: { size: 1 } }], cursor: {} },
  ],
  ['a deletion by findAndModify', 238, { findAndModify: 'notes', query: {}, remove: true }],
  ['a replacement by findAndModify', 238, { findAndModify: 'notes', query: {}, update: { owner: 'bob' } }],
  [
    'a write concern of several servers',
    238,
    { insert: 'notes', documents: [{ _id: 2 }], writeConcern: { w: 2 } },
  ],
  ['a document without _id', 2, { insert: 'notes', documents: [{ owner: 'bob' }] }],
  ['a transaction', 20, { find: 'notes', txnNumber: 1, startTransaction: true, autocommit: false }],
];

function indexOf(index: Record<string, unknown>) {
  return { createIndexes: 'notes', indexes: [index] };
}

test('the embedded database refuses unsupported features with the error codes of MongoDB', async (t) => {
  const { client } = await startEmbedded(t);
  const db = client.db();
  const note = { _id: 1 as never, owner: 'ann', tags: ['a'] };
  await db.collection('notes').insertOne(note);
  await db.collection('notes').createIndex({ owner: 1 }, { unique: true }, {});
  for (const [title, code, command] of REFUSED) {
    await t.test(title, () => assert.rejects(db.command(command), { code }));
  }
  assert.deepEqual(await db.collection('notes').find().toArray(), [note]);
});

const REFUSED_UPDATES: [title: string, code: number, update: Record<string, unknown>][] = [
  ['an unknown operator', 238, { $inc: { count: 1 } }],
  ['a known operator beside an unknown one', 238, { $set: { owner: 'bob' }, $push: { tags: 'b' } }],
  ['a replacement', 238, { owner: 'bob' }],
  ['a part of a field', 238, { $set: { 'owner.name': 'bob' } }],
  ['a changed _id', 66, { $set: { _id: 2 } }],
  ['a removed _id', 66, { $unset: { _id: '' } }],
  ['one field twice', 40, { $set: { owner: 'bob' }, $unset: { owner: '' } }],
  ['an operator without fields', 9, { $set: 'bob' }],
];

test('a refused update changes nothing', async (t) => {
  const { client } = await startEmbedded(t);
  const notes = client.db().collection<{ _id: number; owner: string }>('notes');
  await notes.insertOne({ _id: 1, owner: 'ann' });
  for (const [title, code, u] of REFUSED_UPDATES) {
    await t.test(title, async () => {
      const reply = await client.db().command({ update: 'notes', updates: [{ q: { _id: 1 }, u }] });
      assert.equal((reply['writeErrors'] as { code: number }[])[0]?.code, code);
      assert.deepEqual(await notes.find().toArray(), [{ _id: 1, owner: 'ann' }]);
    });
  }
});

test('an unknown field in the second statement prevents the first from running', async (t) => {
  const { client } = await startEmbedded(t);
  const notes = client.db().collection<{ _id: number; owner: string }>('notes');
  await notes.insertOne({ _id: 1, owner: 'ann' });
  const updates = [
    { q: { _id: 1 }, u: { $set: { owner: 'bob' } } },
    { q: { _id: 1 }, u: { $set: { owner: 'cy' } }, hint: 'owner_1' },
  ];
  await assert.rejects(client.db().command({ update: 'notes', updates }), { code: 40415 });
  assert.deepEqual(await notes.find().toArray(), [{ _id: 1, owner: 'ann' }]);
});

test('a result or document of more than 16 MB is refused', async (t) => {
  const { client } = await startEmbedded(t);
  const notes = client.db().collection('notes');
  const text = 'x'.repeat(6_000_000);
  await notes.insertMany([{ text }, { text }, { text }]);
  await assert.rejects(notes.find().toArray(), { code: 238 });
  assert.equal((await notes.find().limit(2).toArray()).length, 2);
  const update = { $set: { a: text, b: text } };
  await assert.rejects(notes.updateOne({}, update), { code: 10334 });
});
