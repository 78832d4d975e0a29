import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ActiveSpeaker } from './active-speaker.js';

/** Feeds the speaker every 100 ms with the ids of `at`, and returns the active speaker of each time. */
function run(seconds: number, at: (now: number) => string[]): (string | null)[] {
  const speaker = new ActiveSpeaker();
  return Array.from({ length: seconds * 10 }, (_, index) => speaker.update(at(index * 100), index * 100));
}

test('nobody is the active speaker before somebody has spoken for a second', () => {
  const seen = run(2, (now) => (now >= 500 ? ['ben'] : []));
  assert.equal(seen[14], null);
  assert.equal(seen[15], 'ben');
});

test('a cough does not take the place of the speaker, even in a pause', () => {
  const seen = run(10, (now) => (now < 3_000 ? ['ben'] : now >= 6_000 && now < 6_700 ? ['cid'] : []));
  assert.deepEqual(new Set(seen.slice(10)), new Set(['ben']));
});

test('the next speaker follows when the last one has been silent for two seconds', () => {
  const seen = run(6, (now) => (now < 2_000 ? ['ben'] : ['cid']));
  assert.equal(seen[38], 'ben'); // last heard at 1.9 s
  assert.equal(seen[39], 'cid');
  assert.equal(seen.at(-1), 'cid');
});

test('somebody who interrupts does not take the place of a speaker who goes on', () => {
  const seen = run(10, (now) => (now < 2_000 ? ['ben'] : ['cid', 'ben']));
  assert.deepEqual(new Set(seen.slice(10)), new Set(['ben']));
});

test('short pauses keep the speaker in place, also while somebody else makes noise', () => {
  const seen = run(20, (now) => (now % 3_000 < 1_500 ? ['ben'] : ['cid']));
  assert.deepEqual(new Set(seen.slice(10)), new Set(['ben']));
});
