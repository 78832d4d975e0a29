import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SpeakingDetector } from './speaking.js';

const levels = (level: number) => new Map([['ann', level]]);

test('a participant who is loud enough counts as speaking during pauses between words, but not during silence', () => {
  const detector = new SpeakingDetector(0.1);
  assert.deepEqual([...detector.update(levels(0.05), 0)], []);
  assert.deepEqual([...detector.update(levels(0.2), 100)], ['ann']);
  assert.deepEqual([...detector.update(levels(0), 600)], ['ann']);
  assert.deepEqual([...detector.update(levels(0), 800)], []);
});

test('a participant who left no longer counts as speaking', () => {
  const detector = new SpeakingDetector(0.1);
  detector.update(levels(0.2), 0);
  assert.deepEqual([...detector.update(new Map(), 1)], []);
});
