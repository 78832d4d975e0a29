import assert from 'node:assert/strict';
import { test } from 'node:test';
import { levelFor } from './camera-level.js';
import { configFor } from './layer-encoder.js';

const FULL = { width: 1_280, height: 720, fps: 30, bitrate: 1_500_000 };
const HALF = { width: 640, height: 360, fps: 30, bitrate: 500_000 };

test('levels above what the camera delivers become one size', () => {
  const settings = { width: 640, height: 360 };
  const small = levelFor(FULL, settings);
  assert.deepEqual([small.width, small.height, small.fps], [640, 360, 30]);
  assert.equal(small.bitrate, 375_000, 'a quarter of the pixels needs a quarter of the bits');
  assert.equal(levelFor(HALF, settings), HALF);
  assert.equal(
    levelFor(FULL, { width: 360, height: 640 }).height,
    360,
    'an upright camera has as many lines',
  );
  assert.equal(levelFor(FULL, {}), FULL, 'a browser may not tell the size');
});

test('the encoder makes of it what it would have made of the level', () => {
  for (const camera of [
    { width: 640, height: 480 },
    { width: 640, height: 360 },
    { width: 360, height: 640 },
  ]) {
    const [before, after] = [configFor(FULL, camera), configFor(levelFor(FULL, camera), camera)];
    assert.deepEqual([after.width, after.height, after.framerate], [before.width, before.height, 30]);
    assert.ok(Math.abs((after.bitrate ?? 0) / (before.bitrate ?? 1) - 1) < 0.01, 'up to rounded lengths');
  }
});
