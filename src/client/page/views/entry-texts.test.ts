import assert from 'node:assert/strict';
import { test } from 'node:test';
import { messages as t } from '#messages/page';
import { errorText } from '../../call/error-text.js';
import { preview } from '../../../../tests/support/call-fixtures.js';
import { entryHint, entryProblem, needsPasscode } from './entry-texts.js';

test('a person who has to wait learns that a host decides, and what the host sees', () => {
  const state = { preview: preview({ entry: 'wait' }) };
  assert.equal(entryHint(state, false), t.hostLetsIn());
  assert.equal(entryHint(state, true), t.hostLetsGuestsIn());
  assert.equal(entryHint({ preview: preview() }, false), '');
  assert.equal(entryHint({ preview: null }, false), '');
});

test('a person who may not enter reads why before trying', () => {
  const problem = (entry: 'locked' | 'enter' | 'wait') =>
    entryProblem({ preview: preview({ entry }), refusal: null });
  assert.equal(problem('locked'), errorText('locked'));
  assert.equal(problem('enter'), '');
  assert.equal(problem('wait'), '');
});

test('the reason is not repeated when it already explains a refused join', () => {
  const locked = preview({ entry: 'locked' });
  assert.equal(entryProblem({ preview: locked, refusal: 'locked' }), '');
  assert.equal(entryProblem({ preview: locked, refusal: 'internal' }), errorText('locked'));
});

test('the passcode is asked for when the meeting has one, also if it is newer than the preview', () => {
  assert.equal(needsPasscode({ preview: preview({ needsPasscode: true }), refusal: null }), true);
  assert.equal(needsPasscode({ preview: preview(), refusal: 'wrong-passcode' }), true);
  assert.equal(needsPasscode({ preview: preview(), refusal: null }), false);
  assert.equal(needsPasscode({ preview: null, refusal: null }), false);
});
