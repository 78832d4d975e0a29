import assert from 'node:assert/strict';
import { test } from 'node:test';
import { belongsToInputMethod } from './input-method.js';

const press = (isComposing: boolean, keyCode: number) => ({ isComposing, keyCode }) as KeyboardEvent;

test('a key press during composition belongs to the input method', () => {
  assert.equal(belongsToInputMethod(press(true, 229)), true);
});

test('in Safari, the Enter that confirms a composition belongs to the input method', () => {
  assert.equal(belongsToInputMethod(press(false, 229)), true);
});

test('any other key press belongs to the page', () => {
  assert.equal(belongsToInputMethod(press(false, 13)), false);
});
