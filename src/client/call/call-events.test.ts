import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { MediaState, Participant } from '../../shared/protocol.js';
import { off, person as someone } from '../../../tests/support/call-fixtures.js';
import { eventsBetween, newLine } from './call-events.js';
import { initialState, type CallState } from './call-state.js';
import type { ChatLine } from './chat-state.js';

const person = (name: string, media: Partial<MediaState> = {}): Participant => {
  const known = someone(name);
  return { ...known, media: { ...known.media, ...media } };
};
const at = (change: Partial<CallState> = {}): CallState => ({
  ...initialState({ mic: off, camera: off, preview: null, screen: null }),
  phase: 'joined',
  self: 'me',
  roster: [person('me'), person('ben')],
  ...change,
});
const line = (text: string, change: Partial<ChatLine> = {}): ChatLine => ({
  id: text,
  participantId: 'ben',
  name: 'Ben',
  isGuest: false,
  text,
  sentAt: 0,
  clientKey: text,
  delivery: 'stored',
  isOwn: false,
  ...change,
});
const events = (before: CallState, after: CallState) => [...eventsBetween(before, after)];

test('people who come, go, raise a hand and stop sharing are events', () => {
  assert.deepEqual(events(at(), at({ roster: [person('me'), person('ben'), person('cem')] })), ['join']);
  assert.deepEqual(events(at(), at({ roster: [person('me')] })), ['leave']);
  assert.deepEqual(events(at(), at({ roster: [person('me'), person('ben', { hand: true })] })), ['hand']);
  const sharing = at({ roster: [person('me'), person('ben', { screen: 'stream' })] });
  assert.deepEqual(events(at(), sharing), []);
  assert.deepEqual(events(sharing, at()), ['share-end']);
});

test('what the person does is no event, and nor is the state in which a page joins or rejoins', () => {
  assert.deepEqual(events(at(), at({ roster: [person('me', { hand: true }), person('ben')] })), []);
  assert.deepEqual(events(at({ phase: 'joining', roster: [] }), at()), []);
  assert.deepEqual(events(at({ phase: 'reconnecting', roster: [] }), at()), []);
});

test('a person whose media never stopped does not join again', () => {
  const remotes = new Map([['ben', { state: 'connected' as const, streams: null }]]);
  assert.deepEqual(events(at({ roster: [person('me')], remotes }), at({ remotes })), []);
});

test('only a new message of another person is news', () => {
  const one = at({ chat: [line('one')] });
  assert.deepEqual(events(at(), one), ['message']);
  assert.equal(newLine(at(), one)?.text, 'one');
  assert.deepEqual(events(one, at({ chat: [line('older'), line('one')] })), [], 'older messages');
  assert.deepEqual(events(one, at({ chat: [line('one'), line('mine', { isOwn: true })] })), []);
  const confirmed = at({ chat: [line('one', { id: 'stored' })] });
  assert.deepEqual(events(one, confirmed), [], 'the server has stored it meanwhile');
});
