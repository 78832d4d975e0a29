import assert from 'node:assert/strict';
import { test } from 'node:test';
import { off, person, snapshot } from '../../../tests/support/call-fixtures.js';
import type { ChatMessage } from '../../shared/protocol.js';
import { initialState, withSnapshot, type CallState } from './call-state.js';
import { withDelivery, withDirectMessage, withDraft, withMessage, withPanel } from './chat-state.js';

const local = { mic: off, camera: off, preview: null, screen: null };

const direct = (from: string, clientKey: string, text = 'direct') => ({
  ...{ participantId: from, name: from, isGuest: false, text, clientKey, sentAt: 0 },
});
const stored = (from: string, clientKey: string, text = 'stored'): ChatMessage => ({
  ...direct(from, clientKey, text),
  id: `id of ${from} ${clientKey}`,
});
const join = (before: CallState, chat: ChatMessage[] = []) =>
  withSnapshot(before, { ...snapshot([person('ann'), person('me')]), chat }, 100);
const joined = () => join(initialState(local));
const receive = (state: CallState, message: ChatMessage) => withMessage(state, message, { isNews: true });
const texts = ({ chat }: CallState) => chat.map(({ text }) => text);

test('a message that came directly is replaced by the stored one, and counts as unread once', () => {
  const before = withDirectMessage(joined(), direct('ann', '1'));
  assert.deepEqual([before.chat[0]?.delivery, before.unread], ['direct', 1]);
  for (const after of [receive(before, stored('ann', '1')), join(before, [stored('ann', '1')])]) {
    assert.deepEqual(
      after.chat.map(({ text, delivery }) => [text, delivery]),
      [['stored', 'stored']],
    );
    assert.equal(after.unread, 1);
  }
});

test('a message that comes directly after it was stored, or twice, changes nothing', () => {
  const state = receive(joined(), stored('ann', '1'));
  assert.equal(withDirectMessage(state, direct('ann', '1', 'forged')), state);
  const once = withDirectMessage(joined(), direct('ann', '1'));
  assert.equal(withDirectMessage(once, direct('ann', '1', 'forged')), once);
});

test('a peer who uses the key of another person changes nothing about the message of that person', () => {
  const own = withDraft(joined(), { text: 'mine', clientKey: 'key', name: 'me', isGuest: false, sentAt: 0 });
  const state = withDirectMessage(
    withDirectMessage(own, direct('ann', 'key', 'of Ann')),
    direct('ben', 'key', 'of Ben'),
  );
  assert.deepEqual(texts(state), ['mine', 'of Ann', 'of Ben']);
  const confirmed = receive(
    receive(state, stored('ann', 'key', 'of Ann, stored')),
    stored('me', 'key', 'mine, stored'),
  );
  assert.deepEqual(texts(confirmed).sort(), ['mine, stored', 'of Ann, stored', 'of Ben']);
  assert.equal(
    withDirectMessage(own, direct('me', 'other')),
    own,
    'nobody else writes in the name of this page',
  );
});

test('messages that only came directly stay when the server is back, and one peer cannot fill the page', () => {
  let state = joined();
  for (let index = 0; index < 60; index++) state = withDirectMessage(state, direct('ann', String(index)));
  state = withDirectMessage(state, direct('ben', '1'));
  assert.equal(state.chat.length, 51);
  assert.equal(join(state, [stored('cid', '1')]).chat.length, 52);
});

test('an own message that has reached a peer is marked so, unless the server has refused or stored it', () => {
  const draft = withDraft(joined(), {
    text: 'mine',
    clientKey: 'key',
    name: 'me',
    isGuest: false,
    sentAt: 0,
  });
  const after = (state: CallState) => withDelivery(state, 'key', 'direct').chat[0]?.delivery;
  assert.equal(after(draft), 'direct');
  assert.equal(after(withDelivery(draft, 'key', 'failed')), 'failed');
  assert.equal(after(receive(draft, stored('me', 'key'))), 'stored');
});

test('a direct message is not unread while the chat is open', () => {
  assert.equal(withDirectMessage(withPanel(joined(), 'chat'), direct('ann', '1')).unread, 0);
});
