import assert from 'node:assert/strict';
import { test } from 'node:test';
import { elapsed } from './elapsed.js';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

test('the clock of a call shows minutes and seconds, and hours from the first one on', () => {
  const shown: [ms: number, text: string][] = [
    [0, '0:00'],
    [7 * SECOND + 999, '0:07'],
    [59 * MINUTE + 59 * SECOND, '59:59'],
    [HOUR, '1:00:00'],
    [26 * HOUR + 2 * MINUTE + 9 * SECOND, '26:02:09'],
  ];
  for (const [ms, text] of shown) assert.equal(elapsed(ms), text);
});

test('a clock that goes wrong never shows a negative time', () => {
  assert.equal(elapsed(-5_000), '0:00');
});
