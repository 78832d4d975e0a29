import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SpeakingDetector } from './speaking.js';

const levels = (level: number) => new Map([['ann', level]]);

test('someone loud enough is speaking, through the pauses between words and not through silence', () => {
  const detector = new SpeakingDetector(0.1);
  assert.deepEqual([...detector.update(levels(0.05), 0)], []);
  assert.deepEqual([...detector.update(levels(0.2), 100)], ['ann']);
  assert.deepEqual([...detector.update(levels(0), 600)], ['ann']);
  assert.deepEqual([...detector.update(levels(0), 800)], []);
});

test('someone who left is not speaking any more', () => {
  const detector = new SpeakingDetector(0.1);
  detector.update(levels(0.2), 0);
  assert.deepEqual([...detector.update(new Map(), 1)], []);
});
