import assert from 'node:assert/strict';
import { test } from 'node:test';
import { messages as t } from '#messages/page';
import { initialState, type CallState, type Notice } from '../../call/call-state.js';
import type { ChatLine } from '../../call/chat-state.js';
import { off } from '../../../../tests/support/call-fixtures.js';
import { announcement } from './announcements.js';

const at = (change: Partial<CallState> = {}): CallState => ({
  ...initialState({ mic: off, camera: off, preview: null, screen: null }),
  ...change,
});
const notice = (key: number): Notice => ({ key, text: `notice ${key}`, isProblem: false, action: null });
const line = (text: string, change: Partial<ChatLine> = {}): ChatLine => ({
  id: text,
  participantId: 'ann',
  name: 'Ann',
  isGuest: false,
  text,
  sentAt: 0,
  clientKey: text,
  delivery: 'stored',
  isOwn: false,
  ...change,
});

test('a new notice is announced once, and not when an older one disappears', () => {
  const one = at({ notices: [notice(1)] });
  const two = at({ notices: [notice(1), notice(2)] });
  assert.equal(announcement(null, one), 'notice 1');
  assert.equal(announcement(one, two), 'notice 2');
  assert.equal(announcement(two, one), null);
  assert.equal(announcement(two, two), null);
});

test('the way into the waiting room is announced', () => {
  const waiting = at({ phase: 'waiting' });
  assert.equal(announcement(at({ phase: 'joining' }), waiting), t.inWaitingRoom());
  assert.equal(announcement(waiting, at({ phase: 'waiting' })), null);
});

test('the question of a host is announced, with the place of the answer', () => {
  const asked = at({ phase: 'joined', unmuteAskedBy: 'Ann' });
  assert.equal(announcement(at(), asked), t.asksToUnmuteNews({ name: 'Ann' }));
  assert.equal(announcement(asked, at({ unmuteAskedBy: 'Ann' })), null);
  assert.equal(announcement(asked, at()), null);
});

test('a new message is announced with its author, and a guest is marked', () => {
  const chat = [line('Hello', { isGuest: true }), line('mine', { isOwn: true })];
  assert.equal(announcement(at(), at({ chat, unread: 1 })), 'Ann (guest): Hello');
  assert.equal(announcement(at({ chat, unread: 1 }), at({ chat, unread: 1 })), null);
});
