import assert from 'node:assert/strict';
import { test } from 'node:test';
import { person } from '../../../../tests/support/call-fixtures.js';
import type { CallState } from '../../call/call-state.js';
import { atStake } from './closing-question.js';

const local = { screen: null } as CallState['local'];
const sharing = { screen: { id: 'screen' } } as CallState['local'];
const alone = { phase: 'joined' as const, local, roster: [person('me')], unlisted: [] };

test('a person who shares a screen has something at stake, and so has one who is alone', () => {
  assert.deepEqual(atStake(alone), { isSharing: false, isAlone: true });
  assert.deepEqual(atStake({ ...alone, local: sharing }), { isSharing: true, isAlone: true });
  assert.deepEqual(atStake({ ...alone, unlisted: [person('ann')] }), { isSharing: false, isAlone: false });
});

test('before and after the call nothing is at stake', () => {
  for (const phase of ['prejoin', 'joining', 'waiting', 'ended'] as const) {
    assert.deepEqual(atStake({ ...alone, phase, local: sharing }), { isSharing: false, isAlone: false });
  }
});
