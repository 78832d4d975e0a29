import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { nearestCorner, nextCorner } from './corners.js';
import { movedBy, WHOLE, zoomedBy } from './zoom.js';

const VIEW = { width: 1000, height: 600 };
const PICTURE = { width: 960, height: 600 };

test('the point under the pointer stays in its place', () => {
  const at = { x: 200, y: -100 };
  const zoom = zoomedBy(WHOLE, 2, at, VIEW, PICTURE);
  assert.deepEqual(zoom, { scale: 2, x: -200, y: 100 });
  const again = zoomedBy(zoom, 2, at, VIEW, PICTURE);
  assert.deepEqual(again, { scale: 4, x: -600, y: 300 });
});

test('the picture is never smaller than whole, nor larger than eight times', () => {
  assert.deepEqual(zoomedBy(WHOLE, 0.1, { x: 300, y: 0 }, VIEW, PICTURE), WHOLE);
  assert.equal(zoomedBy(WHOLE, 100, { x: 0, y: 0 }, VIEW, PICTURE).scale, 8);
});

test('whatever the person does, the picture fills the view as far as it can', () => {
  const point = fc.record({ x: fc.integer({ min: -500, max: 500 }), y: fc.integer({ min: -300, max: 300 }) });
  const step = fc.record({ factor: fc.double({ min: 0.2, max: 5, noNaN: true }), at: point, by: point });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 10 }), (steps) => {
      let zoom = WHOLE;
      for (const { factor, at, by } of steps) {
        const zoomed = zoomedBy(zoom, factor, at, VIEW, PICTURE);
        zoom = movedBy(zoomed, by, VIEW, PICTURE);
        for (const { scale, x, y } of [zoomed, zoom]) {
          assert.ok(scale >= 1 && scale <= 8);
          assert.ok(Math.abs(x) <= Math.max(0, (PICTURE.width * scale - VIEW.width) / 2) + 1e-6);
          assert.ok(Math.abs(y) <= Math.max(0, (PICTURE.height * scale - VIEW.height) / 2) + 1e-6);
        }
      }
    }),
  );
});

test('the floating picture goes to the nearest corner, or clockwise from corner to corner', () => {
  const rect = (left: number, top: number, width: number, height: number) =>
    ({ left, top, width, height }) as DOMRectReadOnly;
  const stage = rect(100, 50, 800, 600);
  const corner = (left: number, top: number) => nearestCorner(rect(left, top, 200, 100), stage);
  assert.equal(corner(90, 60), 'top-left');
  assert.equal(corner(410, 60), 'top-right');
  assert.equal(corner(390, 310), 'bottom-left');
  assert.equal(corner(410, 310), 'bottom-right');
  assert.equal(nextCorner('bottom-left'), 'top-left');
  assert.equal(nextCorner('top-left'), 'top-right');
});
