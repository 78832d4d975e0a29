import assert from 'node:assert/strict';
import { test } from 'node:test';
import { planSharing } from './plan-sharing.js';

function pair(id: number, height: number, fps = 20, isFit = true) {
  return { id, isFit, level: { width: (height * 16) / 9, height, fps, bitrate: height * fps * 50 } };
}

function plan(...pairs: ReturnType<typeof pair>[]) {
  const { layers, layerOf } = planSharing(pairs);
  return { heights: layers.map(({ height }) => height), layerOf: Object.fromEntries(layerOf) };
}

test('receivers that ask for the same size share one layer', () => {
  assert.deepEqual(plan(pair(1, 270), pair(2, 270), pair(3, 270)), {
    heights: [270],
    layerOf: { 1: 270, 2: 270, 3: 270 },
  });
});

test('a single receiver of a size has a layer too', () => {
  assert.deepEqual(plan(pair(1, 360), pair(2, 180), pair(3, 180)), {
    heights: [180, 360],
    layerOf: { 1: 360, 2: 180, 3: 180 },
  });
});

test('a receiver that the shared encoder cannot serve is in no layer', () => {
  const others = [pair(2, 270, 20, false), pair(3, 360, 30, false)];
  assert.deepEqual(plan(pair(1, 270), ...others), { heights: [270], layerOf: { 1: 270 } });
});

test('at most three layers exist: those with most receivers', () => {
  const pairs = [180, 270, 360, 720].flatMap((height, at) => [
    pair(10 * at, height),
    pair(10 * at + 1, height),
  ]);
  assert.deepEqual(plan(...pairs, pair(99, 180)).heights, [180, 720, 360]);
  assert.equal(Object.keys(plan(...pairs).layerOf).length, 6);
});

test('the receiver that asks for most frames decides the rate of its layer', () => {
  const { layers } = planSharing([pair(1, 180, 15), pair(2, 180, 20), pair(3, 180, 10)]);
  assert.deepEqual(
    layers.map(({ fps }) => fps),
    [20],
  );
});

test('of receivers that ask for the same rate, the one that asks for most bits decides', () => {
  const [few, many] = [pair(1, 180), pair(2, 180)];
  const { layers } = planSharing([few, { ...many, level: { ...many.level, bitrate: 200_000 } }]);
  assert.deepEqual(
    layers.map(({ bitrate }) => bitrate),
    [200_000],
  );
});
