import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Binary, Long, ObjectId } from 'bson';
import { encodeComparable, encodeValue, indexKey } from './keys.js';

// In MongoDB's order of values.
const ORDERED: unknown[] = [
  null,
  NaN,
  -Infinity,
  -1e300,
  -(2 ** 31),
  -1.5,
  -1,
  -1e-300,
  0,
  Number.MIN_VALUE,
  0.5,
  1,
  1.5,
  2,
  255,
  256,
  Long.fromNumber(2 ** 40),
  2 ** 53,
  1e300,
  Infinity,
  '',
  '\0',
  '\0\0',
  '\0a',
  '\u0001',
  'A',
  'a',
  'a\0',
  'a\0b',
  'a\u0001',
  'aa',
  'b',
  'é',
  '√',
  '😀',
  new ObjectId('000000000000000000000001'),
  new ObjectId('000000000000000000000100'),
  new ObjectId('ff0000000000000000000000'),
  false,
  true,
  new Date(-8.64e15),
  new Date(-1),
  new Date(0),
  new Date(1),
  new Date(8.64e15),
];

test('keys sort as MongoDB sorts values', () => {
  for (const [i, a] of ORDERED.entries()) {
    for (const [j, b] of ORDERED.entries()) {
      const order = Buffer.compare(encodeValue(a), encodeValue(b));
      assert.equal(order, Math.sign(i - j), `${String(a)} compared to ${String(b)}`);
    }
  }
});

test('no key is a prefix of another key, so that keys of several fields sort field by field', () => {
  const keys = ORDERED.map((value) => encodeValue(value).toString('latin1'));
  for (const key of keys) {
    assert.deepEqual(
      keys.filter((other) => other !== key && other.startsWith(key)),
      [],
    );
  }
});

test('a missing field equals null, minus zero equals zero, and a long equals a number', () => {
  assert.deepEqual(encodeValue(undefined), encodeValue(null));
  assert.deepEqual(encodeValue(-0), encodeValue(0));
  assert.deepEqual(encodeValue(Long.fromNumber(5)), encodeValue(5));
});

test('a value that cannot be compared is refused', () => {
  for (const value of [[], [1], {}, { a: 1 }, new Binary(Buffer.from('a'))]) {
    assert.equal(encodeComparable(value), undefined);
    assert.throws(() => encodeValue(value), { code: 238 });
    assert.throws(() => indexKey({ a: value }, ['a']), { code: 238 });
  }
});

test('a value too long for an index is refused', () => {
  assert.throws(() => indexKey({ a: 'x'.repeat(1900) }, ['a']), { code: 17280 });
  assert.ok(indexKey({ a: 'x'.repeat(1800) }, ['a']));
});
