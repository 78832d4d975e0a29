import assert from 'node:assert/strict';
import { test } from 'node:test';
import { configFor } from './layer-encoder.js';

const level = { width: 480, height: 270, fps: 20, bitrate: 300_000 };

test('a layer covers its box with even lengths, and never enlarges the camera', () => {
  const { width, height, bitrate } = configFor(level, { width: 640, height: 360 });
  assert.deepEqual([width, height, bitrate], [482, 270, 300_000]);
  const small = configFor(level, { width: 320, height: 180 });
  assert.deepEqual([small.width, small.height], [320, 180]);
  assert.ok(small.bitrate !== undefined && small.bitrate < 150_000, 'fewer pixels need fewer bits');
  const upright = configFor(level, { width: 361, height: 641 });
  assert.deepEqual([upright.width % 2, upright.height % 2], [0, 0]);
});

test('a layer keeps to its bits also after they have changed', () => {
  const { bitrateMode, framerate, bitrate } = configFor({ ...level, fps: 12, bitrate: 90_000 }, level);
  assert.deepEqual([bitrateMode, framerate, bitrate], ['constant', 12, 90_000]);
});
