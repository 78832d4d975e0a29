import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hueOf, initials } from './avatar.js';

test('initials are the first letters of the first and last name', () => {
  assert.equal(initials('Ada Byron Lovelace'), 'AL');
  assert.equal(initials('  émile '), 'É');
  assert.equal(initials('👩‍🚀 Kim'), '👩‍🚀K');
  assert.equal(initials(''), '');
});

test('the same id always has the same hue, between 0 and 359 degrees', () => {
  assert.equal(hueOf('abc'), hueOf('abc'));
  for (const id of ['', 'x', 'a-much-longer-id']) assert.ok(hueOf(id) >= 0 && hueOf(id) < 360);
});
