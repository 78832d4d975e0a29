import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createParticipantIds } from './participant-id.js';

test('all servers with the same key give a page the same id', () => {
  const here = createParticipantIds('key');
  const there = createParticipantIds('key');
  assert.equal(here('daily', 'ann', 'tab'), there('daily', 'ann', 'tab'));
});

test('another key, meeting, user or page gives another id, also when the parts only shift', () => {
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

test('an id needs no escaping in a selector or an attribute', () => {
  assert.match(createParticipantIds('key')('daily', 'ann', 'tab'), /^[\w-]{24}$/);
});
