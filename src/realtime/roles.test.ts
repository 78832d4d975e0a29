import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hostOf, roleOf } from './roles.js';
import type { RoleFacts } from './roles.js';

const user = (userId: string) => ({ userId, isGuest: false });
const guest = (userId: string) => ({ userId, isGuest: true });

function host(people: RoleFacts['people'], facts: Partial<RoleFacts> = {}): string | null {
  return hostOf({ people, expected: new Set(), ownerId: 'ann', handedTo: null, coHosts: [], ...facts });
}

test('the host of the meeting is the host of the call, however late they come', () => {
  assert.equal(host([user('bob'), user('ann')]), 'ann');
});

test('without the host of the meeting, the co-host who has been there longest takes over', () => {
  assert.equal(host([user('bob'), user('cem'), user('dia')], { coHosts: ['dia', 'cem'] }), 'cem');
});

test('without a co-host, the user who has been there longest takes over', () => {
  assert.equal(host([user('bob'), user('cem')]), 'bob');
});

test('a guest never becomes the host', () => {
  assert.equal(host([guest('gil'), user('bob')]), 'bob');
  assert.equal(host([guest('gil')]), null);
  assert.equal(host([]), null);
});

test('a call that was handed over stays with its new host while they are there', () => {
  const facts = { handedTo: 'bob', coHosts: ['cem'] };
  assert.equal(host([user('ann'), user('bob')], facts), 'bob');
  assert.equal(host([user('cem'), user('ann')], facts), 'ann');
});

test('after a restart, nobody takes over while the host may still come back', () => {
  assert.equal(host([user('bob')], { expected: new Set(['ann']) }), 'ann');
  assert.equal(host([user('bob'), user('ann')], { expected: new Set(['cem']), handedTo: 'cem' }), 'cem');
});

test('everyone has one role', () => {
  assert.equal(roleOf('ann', 'ann', ['ann']), 'host');
  assert.equal(roleOf('bob', 'ann', ['bob']), 'co-host');
  assert.equal(roleOf('cem', 'ann', ['bob']), 'participant');
  assert.equal(roleOf('cem', null, []), 'participant');
});
