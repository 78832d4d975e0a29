import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { MediaState, Participant, Role } from '../../../shared/protocol.js';
import { person } from '../../../../tests/support/call-fixtures.js';
import { personActions } from './menu-items.js';

const ann = (change: Partial<Participant> = {}, media: Partial<MediaState> = {}): Participant => {
  const base = person('ann');
  return { ...base, ...change, media: { ...base.media, ...media } };
};
const by = (role: Role) => ({ participantId: 'me', role });

test('a host can mute, promote and remove a person', () => {
  assert.deepEqual(personActions(by('host'), ann({}, { mic: true })), [
    'mute',
    'make-co-host',
    'make-host',
    'remove',
  ]);
});

test('the menu follows what the person does', () => {
  const busy = ann({ role: 'co-host' }, { screen: 'stream', hand: true });
  assert.deepEqual(personActions(by('host'), busy), [
    'ask-to-unmute',
    'stop-share',
    'lower-hand',
    'remove-co-host',
    'make-host',
    'remove',
  ]);
});

test('a guest gets no role, because the meeting could not recognise them later', () => {
  assert.deepEqual(personActions(by('host'), ann({ isGuest: true })), ['ask-to-unmute', 'remove']);
});

test('a co-host changes no roles, and removes neither the host nor a co-host', () => {
  assert.deepEqual(personActions(by('co-host'), ann()), ['ask-to-unmute', 'remove']);
  assert.deepEqual(personActions(by('co-host'), ann({ role: 'co-host' })), ['ask-to-unmute']);
  assert.deepEqual(personActions(by('co-host'), ann({ role: 'host' })), ['ask-to-unmute']);
});

test('nobody has a menu for themself, and a participant has none at all', () => {
  assert.deepEqual(personActions({ participantId: 'ann', role: 'host' }, ann()), []);
  assert.deepEqual(personActions(by('participant'), ann()), []);
});

test('the second page of the host can be muted but not removed', () => {
  assert.deepEqual(personActions(by('host'), ann({ role: 'host' }, { mic: true })), ['mute']);
});
