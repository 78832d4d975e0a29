import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Participant } from '../../../shared/protocol.js';
import { errorText } from '../../call/error-text.js';
import { whoIsHere } from './who-is-here.js';

interface Situation {
  isRosterKnown?: boolean;
  isFull?: boolean;
  refusal?: string | null;
}

function sentence(
  names: string[],
  { isRosterKnown = true, isFull = false, refusal = null }: Situation = {},
): string {
  const roster = names.map((name): Participant => ({
    participantId: name,
    name,
    joinNumber: 1,
    state: 'connected',
    media: { mic: true, camera: true, hand: false, screen: null },
  }));
  return whoIsHere({ roster, isRosterKnown, isFull, refusal });
}

test('the sentence names up to three participants and counts the rest', () => {
  assert.equal(sentence([]), 'No one else is here yet.');
  assert.equal(sentence(['Ann']), 'Ann is here.');
  assert.equal(sentence(['Ann', 'Ben']), 'Ann and Ben are here.');
  assert.equal(sentence(['Ann', 'Ben', 'Cid']), 'Ann, Ben and Cid are here.');
  assert.equal(sentence(['Ann', 'Ben', 'Cid', 'Dee']), 'Ann, Ben and 2 others are here.');
});

test('a full meeting and an unknown roster have sentences of their own', () => {
  assert.match(sentence(['Ann'], { isFull: true }), /^This meeting is full\./);
  assert.match(sentence([], { isRosterKnown: false }), /^Checking/);
});

test('the sentence about a full meeting is not repeated when it already explains a refused join', () => {
  assert.equal(sentence(['Ann'], { isFull: true, refusal: errorText('full') }), '');
  assert.notEqual(sentence(['Ann'], { isFull: true, refusal: errorText('internal') }), '');
});
