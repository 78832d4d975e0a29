import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SilenceDetector } from './silence-detector.js';

test('a microphone that delivers nothing is reported once, until it has delivered something', () => {
  const detector = new SilenceDetector();
  const told: number[] = [];
  for (let second = 0; second < 60; second++)
    if (detector.update(second !== 30, second * 1_000)) told.push(second);
  assert.deepEqual(told, [8, 39]);
});

test('the time in which the microphone was off does not count', () => {
  const detector = new SilenceDetector();
  assert.equal(detector.update(true, 0), false);
  detector.reset();
  assert.equal(detector.update(true, 9_000), false);
});
