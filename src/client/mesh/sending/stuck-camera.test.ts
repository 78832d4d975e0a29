import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isStuck, nextWatch, type CameraWatch } from './stuck-camera.js';

/** One measurement per second, each with the bytes and frames that have arrived since the one before. */
function watched(...seconds: [bytes: number, frames: number][]): boolean[] {
  let watch: CameraWatch = nextWatch(null, { bytes: 0, decoded: 0 }, 0);
  const totals = { bytes: 0, decoded: 0 };
  return seconds.map(([bytes, frames], at) => {
    totals.bytes += bytes;
    totals.decoded += frames;
    watch = nextWatch(watch, { ...totals }, (at + 1) * 1_000);
    return isStuck(watch);
  });
}

test('a camera is stuck if data arrive for two seconds and not one frame can be decoded', () => {
  assert.deepEqual(watched([30_000, 20], [30_000, 0], [30_000, 0]), [false, false, true]);
});

test('a single frame shows that the browser can decode it', () => {
  assert.deepEqual(watched([30_000, 0], [30_000, 1], [30_000, 0]), [false, false, false]);
});

test('a camera that is off or not asked for is not stuck', () => {
  assert.deepEqual(watched([0, 0], [0, 0], [200, 0], [200, 0]), [false, false, false, false]);
});
