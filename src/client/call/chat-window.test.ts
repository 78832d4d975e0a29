import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ChatMessage } from '../../shared/protocol.js';
import * as state from './call-state.js';
import type { CallState } from './call-state.js';
import * as chat from './chat-state.js';
import { snapshot } from '../../../tests/support/call-fixtures.js';

const PAGE = 100;
const off = { state: 'off', problem: null, deviceId: '' } as const;
const local = { mic: off, camera: off, preview: null, screen: null };

const messages = (from: number, to: number): ChatMessage[] =>
  Array.from({ length: to - from + 1 }, (_, index) => ({
    id: String(from + index),
    participantId: 'ann',
    name: 'Ann',
    isGuest: false,
    text: 'text',
    sentAt: 0,
    clientKey: `key ${String(from + index)}`,
  }));

/** The answer to a join of a call in which the messages `from` to `to` are the newest. */
const joined = (before: CallState, from: number, to: number): CallState =>
  state.withSnapshot(before, { ...snapshot([]), chat: messages(from, to) }, PAGE);
const first = (from: number, to: number) => joined(state.initialState(local), from, to);
const receive = (before: CallState, from: number, to: number) =>
  messages(from, to).reduce((next, message) => chat.withMessage(next, message, { isNews: true }), before);
const ids = ({ chat }: CallState) => chat.map(({ id }) => id);
const range = (from: number, to: number) => messages(from, to).map(({ id }) => id);
const draft = { text: 'hi', clientKey: 'mine', name: 'me', isGuest: false, sentAt: 0 };

test('after an absence of more than a page of messages, the earlier ones load on from the new ones without a gap', () => {
  const back = joined(chat.withDraft(first(1, 20), draft), 150, 249);
  assert.deepEqual(ids(back), [...range(150, 249), null]);
  assert.equal(back.hasOlderChat, true);
  const older = chat.withOlderMessages(back, messages(50, 149), { before: '150', pageSize: PAGE });
  assert.deepEqual(ids(older), [...range(50, 249), null]);
});

test('after a short absence all messages stay', () => {
  const back = joined(first(1, 20), 10, 109);
  assert.deepEqual(ids(back), range(1, 109));
  assert.equal(back.hasOlderChat, false);
});

test('a page that had no messages yet can load those from before its rejoin', () => {
  assert.equal(joined(first(1, 0), 50, 149).hasOlderChat, true);
});

test('earlier messages that arrive after the page has dropped their successors are ignored', () => {
  const back = joined(first(101, 200), 400, 499);
  const late = chat.withOlderMessages(back, messages(1, 100), { before: '101', pageSize: PAGE });
  assert.deepEqual(ids(late), range(400, 499));
});

test('the page keeps a limited number of messages, and can load the dropped ones again', () => {
  const long = receive(chat.withDraft(first(1, 0), draft), 1, 700);
  assert.deepEqual(ids(long), [...range(201, 700), null]);
  assert.equal(long.hasOlderChat, true);
});

test('messages that the person has loaded stay until the chat is closed', () => {
  const open = chat.withPanel(receive(first(1, 0), 1, 700), 'chat');
  const older = chat.withOlderMessages(open, messages(101, 200), { before: '201', pageSize: PAGE });
  const newer = receive(older, 701, 710);
  assert.deepEqual(ids(newer), range(101, 710));
  assert.deepEqual(ids(chat.withPanel(newer, null)), range(211, 710));
});
