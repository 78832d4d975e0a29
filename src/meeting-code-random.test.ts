import assert from 'node:assert/strict';
import { test } from 'node:test';
import { randomMeetingCode } from './meeting-code-random.js';

void test('a fresh meeting code is three groups of letters that are not mistaken for one another', () => {
  for (let i = 0; i < 200; i += 1) {
    assert.match(randomMeetingCode(), /^[a-hjkmnp-z]{3}-[a-hjkmnp-z]{4}-[a-hjkmnp-z]{3}$/);
  }
});

void test('fresh meeting codes do not repeat', () => {
  const codes = new Set(Array.from({ length: 1_000 }, randomMeetingCode));
  assert.equal(codes.size, 1_000);
});
