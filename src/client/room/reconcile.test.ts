import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Participant, Roster } from '../../shared/protocol.js';
import { reconcile } from './reconcile.js';

const roster = (...ids: string[]): Roster =>
  ids.map((participantId): Participant => ({
    participantId,
    name: participantId,
    state: 'connected',
    media: { mic: true, camera: true, hand: false, screen: null },
  }));

test('the later of two makes the first offer', () => {
  const { open } = reconcile(roster('ann', 'me', 'ben'), 'me', [], new Set());
  assert.deepEqual(open, [
    { participantId: 'ann', role: 'caller' },
    { participantId: 'ben', role: 'callee' },
  ]);
});

test('someone whose socket is lost is not called before they are back', () => {
  const [ann, me] = roster('ann', 'me');
  assert.ok(ann && me);
  assert.deepEqual(reconcile([{ ...ann, state: 'reconnecting' }, me], 'me', [], new Set()).open, []);
  assert.equal(reconcile([ann, me], 'me', [], new Set(['ann'])).open.length, 1);
});

test('people who are there already keep what connects us', () => {
  const change = reconcile(roster('ann', 'me'), 'me', ['ann'], new Set(['ann', 'me']));
  assert.deepEqual(change, { open: [], close: [], carried: [] });
});

test('someone this server has named before and names no more has left', () => {
  assert.deepEqual(reconcile(roster('me'), 'me', ['ann'], new Set(['ann', 'me'])).close, ['ann']);
});

test('someone a restarted server has not met yet is carried over', () => {
  const change = reconcile(roster('me'), 'me', ['ann'], new Set());
  assert.deepEqual(change.carried, ['ann']);
  assert.deepEqual(change.close, []);
});

test('a page that the roster does not name yet counts as the latest', () => {
  assert.deepEqual(reconcile(roster('ann'), 'me', [], new Set()).open, [
    { participantId: 'ann', role: 'caller' },
  ]);
});
