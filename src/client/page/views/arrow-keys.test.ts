import assert from 'node:assert/strict';
import { test } from 'node:test';
import { indexAfterKey } from './arrow-keys.js';

test('arrow keys move the focus and go round at the ends, Home and End jump to them', () => {
  assert.equal(indexAfterKey('ArrowDown', 0, 3, 'vertical'), 1);
  assert.equal(indexAfterKey('ArrowDown', 2, 3, 'vertical'), 0);
  assert.equal(indexAfterKey('ArrowUp', 0, 3, 'vertical'), 2);
  assert.equal(indexAfterKey('ArrowLeft', 2, 3, 'horizontal'), 1);
  assert.equal(indexAfterKey('Home', 2, 3, 'horizontal'), 0);
  assert.equal(indexAfterKey('End', 0, 3, 'both'), 2);
});

test('without a focused item, arrow keys start at an end', () => {
  assert.equal(indexAfterKey('ArrowDown', -1, 3, 'both'), 0);
  assert.equal(indexAfterKey('ArrowUp', -1, 3, 'both'), 2);
});

test('other keys, keys of the other axis and empty menus leave the focus alone', () => {
  assert.equal(indexAfterKey('ArrowLeft', 1, 3, 'vertical'), null);
  assert.equal(indexAfterKey('ArrowUp', 1, 3, 'horizontal'), null);
  assert.equal(indexAfterKey('Enter', 1, 3, 'both'), null);
  assert.equal(indexAfterKey('Home', -1, 0, 'both'), null);
});
