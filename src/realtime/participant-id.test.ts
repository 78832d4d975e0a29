import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createParticipantIds } from './participant-id.js';

void test('the same page has the same id on every server with the same key', () => {
  const here = createParticipantIds('key');
  const there = createParticipantIds('key');
  assert.equal(here('daily', 'ann', 'tab'), there('daily', 'ann', 'tab'));
});

void test('another key, meeting, user or page makes another id, however they are cut', () => {
  const id = createParticipantIds('key');
  const ids = [
    id('daily', 'ann', 'tab'),
    createParticipantIds('other')('daily', 'ann', 'tab'),
    id('weekly', 'ann', 'tab'),
    id('daily', 'bob', 'tab'),
    id('daily', 'ann', 'tab2'),
    id('dailya', 'nn', 'tab'),
    id('daily', 'annt', 'ab'),
  ];
  assert.equal(new Set(ids).size, ids.length);
});

void test('an id can stand in a selector and an attribute', () => {
  assert.match(createParticipantIds('key')('daily', 'ann', 'tab'), /^[\w-]{24}$/);
});
