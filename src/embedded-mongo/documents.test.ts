import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BSON, Double, Int32, Long } from 'bson';
import { decode, withIdFirst } from './documents.js';

const raw = (document: object) => Buffer.from(BSON.serialize(document));

test('_id is moved to the front, and nothing else about the document changes', () => {
  const rest = { a: new Double(1), b: Long.fromNumber(2), c: new Int32(3), d: { _id: 'inner' }, e: ['x'] };
  for (const given of [
    { ...rest, _id: 'i' },
    { a: rest.a, _id: 'i', b: rest.b, c: rest.c, d: rest.d, e: rest.e },
    { _id: 'i', ...rest },
  ]) {
    assert.deepEqual(withIdFirst(raw(given)), raw({ _id: 'i', ...rest }));
  }
  assert.deepEqual(withIdFirst(raw(rest)), raw(rest));
});

test('a pattern comes back as it was stored, not as one that remembers where it last matched', () => {
  const pattern = new BSON.BSONRegExp('a.b', 's');
  assert.deepEqual(decode(raw({ pattern })), { pattern });
});

test('what is not BSON is refused', () => {
  assert.throws(() => decode(Buffer.from([5, 0, 0, 0, 7])), { code: 22 });
});
