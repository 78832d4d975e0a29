import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isSameWish, readWish } from './wishes.js';

const wish = { width: 640, height: 360, fps: 24 };

test('a wish keeps its known fields only', () => {
  assert.deepEqual(readWish({ ...wish, bitrate: 1 }), wish);
  assert.equal(readWish(null), null);
  assert.deepEqual(readWish({ ...wish, own: true }), { ...wish, own: true });
  assert.deepEqual(readWish({ ...wish, own: 'yes' }), wish);
});

const WRONG: unknown[] = [
  ...[undefined, 1, '', 'null', [], {}, true],
  ...[0, -1, NaN, Infinity, 7_681, '640', null, undefined].map((width) => ({ ...wish, width })),
  ...[0, 4_321, {}].map((height) => ({ ...wish, height })),
  ...[0, 0.5, 61, -Infinity].map((fps) => ({ ...wish, fps })),
];
for (const value of WRONG) {
  test(`${JSON.stringify(value)} is not a wish`, () => {
    assert.equal(readWish(value), undefined);
  });
}

test('two wishes are the same if they have the same values', () => {
  assert.ok(isSameWish(wish, { ...wish }) && isSameWish(null, null));
  assert.ok(!isSameWish(wish, { ...wish, fps: 15 }));
  assert.ok(!isSameWish(wish, { ...wish, own: true }));
  assert.ok(!isSameWish(wish, null) && !isSameWish(null, undefined), 'nothing is not the same as no wish');
});
