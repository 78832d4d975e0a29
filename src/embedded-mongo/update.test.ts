import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ObjectId } from 'bson';
import { applyUpdate, upsertedDocument } from './update.js';

test('an update sets and removes fields and does not change its input document', () => {
  const before = { _id: 1, name: 'ann', leftAt: null, tags: ['a'] };
  const after = applyUpdate(before, { $set: { name: 'bob', age: 30 }, $unset: { leftAt: '' } });
  assert.deepEqual(after, { _id: 1, name: 'bob', tags: ['a'], age: 30 });
  assert.deepEqual(before, { _id: 1, name: 'ann', leftAt: null, tags: ['a'] });
  assert.deepEqual(Object.keys(after), ['_id', 'name', 'tags', 'age']);
});

test('$setOnInsert only affects inserts', () => {
  const update = { $set: { leftAt: null }, $setOnInsert: { joinedAt: 5 } };
  assert.deepEqual(applyUpdate({ _id: 1 }, update), { _id: 1, leftAt: null });
  assert.deepEqual(upsertedDocument({ _id: 1 }, update), { _id: 1, leftAt: null, joinedAt: 5 });
});

test('an update may set _id to the same value', () => {
  const id = new ObjectId();
  assert.deepEqual(applyUpdate({ _id: id, a: 1 }, { $set: { _id: new ObjectId(id.toHexString()), a: 2 } }), {
    _id: id,
    a: 2,
  });
});

test('an upsert starts from the equality conditions of its filter and puts _id first', () => {
  const filter = { call: 'c', user: { $eq: 'u' }, age: { $gt: 5 }, $or: [{ a: 1 }] };
  const { _id, ...rest } = upsertedDocument(filter, { $set: { leftAt: null } });
  assert.ok(_id instanceof ObjectId);
  assert.deepEqual(rest, { call: 'c', user: 'u', leftAt: null });
  const keys = Object.keys(upsertedDocument({ call: 'c' }, { $set: { _id: 7 } }));
  assert.deepEqual(keys, ['_id', 'call']);
});
