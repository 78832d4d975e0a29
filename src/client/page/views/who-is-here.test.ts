import assert from 'node:assert/strict';
import { test } from 'node:test';
import { preview } from '../../../../tests/support/call-fixtures.js';
import { whoIsHere } from './who-is-here.js';

const named = (...names: string[]) =>
  whoIsHere({ preview: preview({ names, count: names.length }), refusal: null });

test('people who are known to the meeting read up to three names and the number of the others', () => {
  assert.equal(named(), 'No one else is here yet.');
  assert.equal(named('Ann'), 'Ann is here.');
  assert.equal(named('Ann', 'Ben'), 'Ann and Ben are here.');
  assert.equal(named('Ann', 'Ben', 'Cid'), 'Ann, Ben and Cid are here.');
  assert.equal(named('Ann', 'Ben', 'Cid', 'Dee'), 'Ann, Ben and 2 others are here.');
});

test('everyone else reads how many people are in the call, without names', () => {
  const counted = (count: number) => whoIsHere({ preview: preview({ count }), refusal: null });
  assert.deepEqual([0, 1, 2, 12].map(counted), [
    'No one else is here yet.',
    'One person is here.',
    '2 people are here.',
    '12 people are here.',
  ]);
});

test('a full meeting and an unknown call have sentences of their own', () => {
  assert.match(whoIsHere({ preview: preview({ full: true }), refusal: null }), /^This meeting is full\./);
  assert.match(whoIsHere({ preview: null, refusal: null }), /^Checking/);
});

test('the sentence about a full meeting is not repeated when it already explains a refused join', () => {
  const full = preview({ full: true });
  assert.equal(whoIsHere({ preview: full, refusal: 'full' }), '');
  assert.notEqual(whoIsHere({ preview: full, refusal: 'internal' }), '');
});
