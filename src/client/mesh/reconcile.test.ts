import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Roster } from '../../shared/protocol.js';
import { person } from '../../../tests/support/call-fixtures.js';
import { reconcile } from './reconcile.js';

const roster = (...ids: string[]): Roster => ids.map(person);

test('the later of two participants makes the first offer', () => {
  const { open } = reconcile(roster('ann', 'me', 'ben'), 'me', [], new Set());
  assert.deepEqual(open, [
    { participantId: 'ann', role: 'caller' },
    { participantId: 'ben', role: 'callee' },
  ]);
});

test('a participant who lost their socket gets no offer until they are back', () => {
  const [ann, me] = roster('ann', 'me');
  assert.ok(ann && me);
  assert.deepEqual(reconcile([{ ...ann, state: 'reconnecting' }, me], 'me', [], new Set()).open, []);
  assert.equal(reconcile([ann, me], 'me', [], new Set(['ann'])).open.length, 1);
});

test('participants who stay in the roster keep their pair', () => {
  const change = reconcile(roster('ann', 'me'), 'me', ['ann'], new Set(['ann', 'me']));
  assert.deepEqual(change, { open: [], close: [], unlisted: [] });
});

test('a participant whom this server listed before and lists no longer has left', () => {
  assert.deepEqual(reconcile(roster('me'), 'me', ['ann'], new Set(['ann', 'me'])).close, ['ann']);
});

test('a participant whom a restarted server has not listed yet stays as unlisted', () => {
  const change = reconcile(roster('me'), 'me', ['ann'], new Set());
  assert.deepEqual(change.unlisted, ['ann']);
  assert.deepEqual(change.close, []);
});

test('a page that the roster does not list yet counts as the latest arrival', () => {
  assert.deepEqual(reconcile(roster('ann'), 'me', [], new Set()).open, [
    { participantId: 'ann', role: 'caller' },
  ]);
});
