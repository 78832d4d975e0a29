import assert from 'node:assert/strict';
import { test } from 'node:test';
import { temporaryPassword } from './temporary-password.js';

test('a temporary password has four groups of five characters that nobody confuses, and no two are equal', () => {
  const passwords = Array.from({ length: 1_000 }, temporaryPassword);
  for (const password of passwords) assert.match(password, /^(?:[a-hjkmnp-z2-9]{5}-){3}[a-hjkmnp-z2-9]{5}$/);
  assert.equal(new Set(passwords).size, passwords.length);
  assert.equal(new Set(passwords.join('').replaceAll('-', '')).size, 31, 'every character occurs');
});
