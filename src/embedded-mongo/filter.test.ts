import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ObjectId } from 'bson';
import { compileFilter } from './filter.js';

const id = new ObjectId();
const ann = { _id: id, name: 'ann', age: 30, isHost: true, joinedAt: new Date(1_000), leftAt: null };

const MATCHING: Record<string, unknown>[] = [
  {},
  { name: 'ann' },
  { name: { $eq: 'ann' }, age: 30 },
  { _id: new ObjectId(id.toHexString()) },
  { joinedAt: new Date(1_000) },
  { leftAt: null },
  { missing: null },
  { leftAt: { $in: [null] } },
  { name: { $in: ['bob', 'ann'] } },
  { age: { $gt: 29, $lt: 31 } },
  { age: { $gte: 30, $lte: 30 } },
  { joinedAt: { $gt: new Date(0) } },
  { name: { $gt: 'an', $lt: 'ann\0' } },
  { leftAt: { $exists: true }, missing: { $exists: false } },
  { $or: [{ name: 'bob' }, { age: 30 }] },
  { name: 'ann', $or: [{ missing: { $exists: false } }, { missing: { $gt: 5 } }] },
];

const NOT_MATCHING: Record<string, unknown>[] = [
  { name: 'ANN' },
  { name: null },
  { name: 'ann', age: 31 },
  { age: '30' },
  { isHost: 1 },
  { age: { $gt: 30 } },
  { age: { $lt: 30 } },
  { age: { $gt: '' } },
  { age: { $lt: new Date() } },
  { leftAt: { $lt: new Date() } },
  { name: { $in: [] } },
  { leftAt: { $exists: false } },
  { missing: { $exists: true } },
  { $or: [{ name: 'bob' }, { age: 31 }] },
  { age: { $gt: 29, $lt: 30 } },
];

test('a filter matches a document that meets its conditions', () => {
  for (const filter of MATCHING) assert.equal(compileFilter(filter)(ann), true, JSON.stringify(filter));
});

test('a filter does not match a document that fails a condition or has a value of another type', () => {
  for (const filter of NOT_MATCHING) assert.equal(compileFilter(filter)(ann), false, JSON.stringify(filter));
});

test('a property that objects inherit is not a field of a document', () => {
  assert.equal(compileFilter({ constructor: { $exists: true } })(ann), false);
  assert.throws(() => compileFilter({ name: { $constructor: 1 } }), { code: 238 });
});

test('a filter refuses an array in its field and ignores arrays in other fields', () => {
  assert.throws(() => compileFilter({ tags: 'a' })({ tags: ['a'] }), { code: 238 });
  assert.equal(compileFilter({ name: 'ann' })({ name: 'ann', tags: ['a'] }), true);
});
