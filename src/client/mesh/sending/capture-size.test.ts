import assert from 'node:assert/strict';
import { test } from 'node:test';
import { captureFor, FIRST_CAPTURE, nextCapture } from './capture-size.js';

test('the camera delivers the smallest size that nobody has to enlarge', () => {
  assert.deepEqual(captureFor({ height: 270, fps: 20 }), { height: 360, fps: 20 });
  assert.deepEqual(captureFor({ height: 270, fps: 16 }), { height: 360, fps: 16 });
  assert.deepEqual(captureFor({ height: 540, fps: 30 }), { height: 720, fps: 30 });
  assert.deepEqual(captureFor({ height: 90, fps: 8 }), { height: 180, fps: 15 });
});

test('the capture grows at once and shrinks after eight seconds', () => {
  const large = nextCapture(FIRST_CAPTURE, { height: 720, fps: 30 }, 0);
  assert.deepEqual(large.size, { height: 720, fps: 30 });
  const small = { height: 180, fps: 15 };
  const waiting = nextCapture(large, small, 1_000);
  assert.equal(nextCapture(waiting, small, 8_999).size, large.size);
  assert.deepEqual(nextCapture(waiting, small, 9_000).size, small);
});

test('a short wish for less does not count', () => {
  const waiting = nextCapture(FIRST_CAPTURE, { height: 180, fps: 15 }, 0);
  const again = nextCapture(waiting, { height: 360, fps: 30 }, 4_000);
  const later = nextCapture(again, { height: 180, fps: 15 }, 8_500);
  assert.equal(later.size, FIRST_CAPTURE.size);
});

test('a capture that needs more of one and less of the other keeps the larger of both', () => {
  const { size } = nextCapture(FIRST_CAPTURE, { height: 720, fps: 15 }, 0);
  assert.deepEqual(size, { height: 720, fps: 30 });
});
