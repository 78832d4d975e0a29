import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BSON, Double, Int32, Long } from 'bson';
import { decode, withIdFirst } from './documents.js';

const raw = (document: object) => Buffer.from(BSON.serialize(document));

test('_id is moved to the front, and nothing else about the document changes', () => {
  const others = { a: new Double(1), b: Long.fromNumber(2), c: new Int32(3), d: { _id: 'inner' }, e: ['x'] };
  for (const document of [
    { ...others, _id: 'i' },
    { a: others.a, _id: 'i', b: others.b, c: others.c, d: others.d, e: others.e },
    { _id: 'i', ...others },
  ]) {
    assert.deepEqual(withIdFirst(raw(document)), raw({ _id: 'i', ...others }));
  }
  assert.deepEqual(withIdFirst(raw(others)), raw(others));
});

test('a regular expression is read as it was stored, not with the stateful flag g', () => {
  const pattern = new BSON.BSONRegExp('a.b', 's');
  assert.deepEqual(decode(raw({ pattern })), { pattern });
});

test('bytes that are not BSON are refused', () => {
  assert.throws(() => decode(Buffer.from([5, 0, 0, 0, 7])), { code: 22 });
});
