import assert from 'node:assert/strict';
import { test } from 'node:test';
import { entryOf } from './entry-rules.js';
import type { EntryFacts } from './entry-rules.js';

const NEWCOMER: EntryFacts = {
  isGuest: false,
  isOwner: false,
  isInvited: false,
  wasInCall: false,
  isRemoved: false,
  wasAnyoneRemoved: false,
  access: 'open',
  isLocked: false,
  allowsGuests: false,
};
const entry = (facts: Partial<EntryFacts>) => entryOf({ ...NEWCOMER, ...facts });

test('a user enters an open meeting, knocks at a knock meeting, and stays out of a meeting for invited people', () => {
  assert.equal(entry({ access: 'open' }), 'enter');
  assert.equal(entry({ access: 'knock' }), 'wait');
  assert.equal(entry({ access: 'invited' }), 'not-invited');
});

test('an invited user enters every meeting without asking', () => {
  for (const access of ['open', 'knock', 'invited'] as const)
    assert.equal(entry({ access, isInvited: true }), 'enter');
});

test('guests stay out unless the meeting lets them in', () => {
  for (const access of ['open', 'knock', 'invited'] as const)
    assert.equal(entry({ access, isGuest: true }), 'no-guests');
});

test('a guest enters an open meeting, and a host decides about guests of every other meeting', () => {
  const guest = { isGuest: true, allowsGuests: true };
  assert.equal(entry({ ...guest, access: 'open' }), 'enter');
  assert.equal(entry({ ...guest, access: 'knock' }), 'wait');
  assert.equal(entry({ ...guest, access: 'invited' }), 'wait');
});

test('after a guest was removed, every further guest needs a host', () => {
  const guest = { isGuest: true, allowsGuests: true };
  assert.equal(entry({ ...guest, wasAnyoneRemoved: true }), 'wait');
  assert.equal(entry({ wasAnyoneRemoved: true }), 'enter', 'users are not concerned');
});

test('a locked meeting lets in nobody new, not even invited people', () => {
  for (const access of ['open', 'knock', 'invited'] as const)
    assert.equal(entry({ access, isLocked: true, isInvited: true }), 'locked');
  assert.equal(entry({ isGuest: true, allowsGuests: true, isLocked: true }), 'locked');
});

test('a person who was in the call comes back, whatever the settings have become', () => {
  for (const access of ['open', 'knock', 'invited'] as const)
    assert.equal(entry({ access, isLocked: true, wasInCall: true }), 'enter');
  assert.equal(entry({ isGuest: true, wasInCall: true, isLocked: true }), 'enter');
});

test('a removed person stays out of every kind of meeting', () => {
  for (const access of ['open', 'knock', 'invited'] as const)
    assert.equal(entry({ access, isRemoved: true, wasInCall: true, isInvited: true }), 'removed');
});

test('the host of the meeting always enters', () => {
  for (const access of ['open', 'knock', 'invited'] as const)
    assert.equal(entry({ access, isOwner: true, isLocked: true, isRemoved: true }), 'enter');
});
