import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Roster } from '../../shared/protocol.js';
import { person } from '../../../tests/support/call-fixtures.js';
import { reconcile } from './reconcile.js';

const roster = (...ids: string[]): Roster => ids.map(person);

test('the later of two participants makes the first offer', () => {
  const { open } = reconcile(roster('ann', 'me', 'ben'), 'me', []);
  assert.deepEqual(open, [
    { participantId: 'ann', role: 'caller' },
    { participantId: 'ben', role: 'callee' },
  ]);
});

test('a participant who lost their socket gets no offer until they are back', () => {
  const [ann, me] = roster('ann', 'me');
  assert.ok(ann && me);
  assert.deepEqual(reconcile([{ ...ann, state: 'reconnecting' }, me], 'me', []).open, []);
  assert.equal(reconcile([ann, me], 'me', []).open.length, 1);
});

test('participants who stay in the roster keep their pair', () => {
  const change = reconcile(roster('ann', 'me'), 'me', ['ann']);
  assert.deepEqual(change, { open: [], unlisted: [] });
});

test('a participant whom the server has lost, or has not listed since its restart, is unlisted', () => {
  assert.deepEqual(reconcile(roster('me'), 'me', ['ann']).unlisted, ['ann']);
});

test('a page that the roster does not list yet counts as the latest arrival', () => {
  assert.deepEqual(reconcile(roster('ann'), 'me', []).open, [{ participantId: 'ann', role: 'caller' }]);
});
