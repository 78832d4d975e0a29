import assert from 'node:assert/strict';
import { test } from 'node:test';
import { randomMeetingCode } from './meeting-code-random.js';

test('a random code has three groups of letters without i, l and o', () => {
  for (let i = 0; i < 200; i += 1) {
    assert.match(randomMeetingCode(), /^[a-hjkmnp-z]{3}-[a-hjkmnp-z]{4}-[a-hjkmnp-z]{3}$/);
  }
});

test('random codes do not repeat', () => {
  const codes = new Set(Array.from({ length: 1_000 }, randomMeetingCode));
  assert.equal(codes.size, 1_000);
});
