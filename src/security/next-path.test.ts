import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inspect } from 'node:util';
import { ownPath } from './next-path.js';

for (const path of [
  '/',
  '/home',
  '/room/abc-defg-hjk?x=1#top',
  '/room/caf%C3%A9',
  '/history?before=2026-01-01',
]) {
  test(`${path} is accepted`, () => {
    assert.equal(ownPath(path), path);
  });
}

const FOREIGN = [
  undefined,
  null,
  ['/home', '/home'],
  '',
  'home',
  'https://evil.example/',
  'javascript:alert(1)',
  '//evil.example',
  '///evil.example',
  '/\\evil.example',
  '\\/evil.example',
  '/\t/evil.example',
  '/\n/evil.example',
  '/.//evil.example',
  '/..//evil.example',
  '/a/..//evil.example',
  '/%2e//evil.example',
  '/home\r\nSet-Cookie: a=b',
  ' /home',
  `/${'a'.repeat(2_048)}`,
];

for (const next of FOREIGN) {
  test(`${inspect(next).slice(0, 60)} is refused`, () => {
    assert.equal(ownPath(next), null);
  });
}
