import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TalkingDetector } from './talking-detector.js';

const SPEECH = 0.1;

/** The times in ms at which the detector speaks up. */
function hears(
  detector: TalkingDetector,
  seconds: number,
  levelAt: (at: number) => number,
  from = 0,
): number[] {
  const told: number[] = [];
  for (let at = from; at < from + seconds * 1_000; at += 200)
    if (detector.update(levelAt(at), at)) told.push(at);
  return told;
}

test('a muted person who talks is told so within two seconds, and not again soon', () => {
  const words = (at: number) => (at % 1_000 < 800 ? SPEECH : 0);
  const told = hears(new TalkingDetector(0.02), 10, words);
  assert.equal(told.length, 1);
  assert.ok((told[0] ?? Infinity) <= 2_000, String(told[0]));
  assert.equal(hears(new TalkingDetector(0.02), 40, words).length, 2);
});

test('a cough, a quiet room and what was heard before the mute are no speech', () => {
  assert.deepEqual(
    hears(new TalkingDetector(0.02), 10, (at) => (at % 5_000 < 600 ? SPEECH : 0)),
    [],
  );
  assert.deepEqual(
    hears(new TalkingDetector(0.02), 10, () => 0.01),
    [],
  );
  const detector = new TalkingDetector(0.02);
  hears(detector, 1, () => SPEECH);
  detector.reset();
  assert.deepEqual(
    hears(detector, 1, () => SPEECH, 1_000),
    [],
  );
});
