import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LARGE_CALL, parseChoices, soundsFor, withSound } from './call-choices.js';

test('sounds are on in small calls and off in large ones', () => {
  const choices = parseChoices({});
  assert.equal(soundsFor(choices, LARGE_CALL - 1).join, true);
  assert.equal(soundsFor(choices, LARGE_CALL).join, false);
});

test('a choice counts for calls of the same size only', () => {
  const quiet = withSound(parseChoices({}), 'message', false, 2);
  assert.equal(soundsFor(quiet, 3).message, false);
  assert.equal(soundsFor(quiet, 3).join, true);
  const loud = withSound(quiet, 'message', true, LARGE_CALL);
  assert.equal(soundsFor(loud, LARGE_CALL + 5).message, true);
  assert.equal(soundsFor(loud, 2).message, false);
  assert.deepEqual(parseChoices(JSON.parse(JSON.stringify(loud))), loud);
});

test('stored values of another kind count as missing', () => {
  const usual = parseChoices({});
  for (const stored of [
    null,
    1,
    'text',
    [],
    { sounds: 1 },
    { sounds: { small: { join: 'no' } }, singleKeys: 0 },
  ])
    assert.deepEqual(parseChoices(stored), usual);
});
