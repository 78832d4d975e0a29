import assert from 'node:assert/strict';
import { test } from 'node:test';
import { elsewhere } from './previews.js';

test('a page learns whether the person is in the call in another tab or on another device', () => {
  const pages = (...sessions: string[]) => sessions.map((sessionId) => ({ sessionId }));
  assert.equal(elsewhere([], 'own'), null);
  assert.equal(elsewhere(pages('own'), 'own'), 'tab');
  assert.equal(elsewhere(pages('phone'), 'own'), 'device');
  assert.equal(elsewhere(pages('phone', 'own'), 'own'), 'tab');
});
