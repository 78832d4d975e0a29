import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PASSWORD_MIN } from '../shared/limits.js';
import { COMMON_PASSWORDS, isCommonPassword } from './common-passwords.js';

test('a common password is recognised in any case', () => {
  for (const password of ['password', 'PassWord1', 'zxcvbnm,'])
    assert.ok(isCommonPassword(password), password);
  assert.ok(!isCommonPassword('correct horse battery'));
});

test('a common word with a usual ending is recognised', () => {
  for (const password of ['Welcome2024', 'Liverpool123', '12121212', 'poiuytrewq', 'Michelle!', 'Juventus1'])
    assert.ok(isCommonPassword(password), password);
});

test('the list has at least 3,000 entries', () => {
  assert.ok(COMMON_PASSWORDS.size >= 3_000, String(COMMON_PASSWORDS.size));
});

test('every entry of the list is in lower case and long enough to be a password', () => {
  for (const password of COMMON_PASSWORDS) {
    assert.ok(password.length >= PASSWORD_MIN, password);
    assert.equal(password, password.toLowerCase());
  }
});
