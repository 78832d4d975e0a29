import assert from 'node:assert/strict';
import { test } from 'node:test';
import { off, person, snapshot } from '../../../tests/support/call-fixtures.js';
import { keyOf, withAside, withAsidesBetween } from './asides.js';
import { initialState, withSnapshot, type CallState } from './call-state.js';
import { withDraft, withMessage, type Aside } from './chat-state.js';

const local = { mic: off, camera: off, preview: null, screen: null };
const joined = withSnapshot(initialState(local), snapshot([person('ann'), person('me')]), 100);

const aside = (peer: string, clientKey: string, isOwn = false): Omit<Aside, 'id' | 'after'> => ({
  ...{
    participantId: isOwn ? 'me' : peer,
    name: peer,
    isGuest: false,
    text: `aside ${clientKey}`,
    sentAt: 0,
  },
  ...{ peer, clientKey, isOwn, note: '', delivery: 'stored' },
});
const say = (state: CallState, key: string) =>
  withMessage(
    state,
    { id: key, participantId: 'ann', name: 'Ann', isGuest: false, text: key, sentAt: 0, clientKey: key },
    { isNews: true },
  );
const texts = (state: CallState) => withAsidesBetween(state).map(({ text }) => text);

test('asides stay between the messages between which they were written', () => {
  let state = withAside(joined, aside('ann', '0'));
  state = say(withAside(say(state, 'first'), aside('ann', '1', true)), 'second');
  state = withAside(withAside(state, aside('ann', '2')), aside('ben', '3'));
  assert.deepEqual(texts(say(state, 'third')), [
    ...['aside 0', 'first', 'aside 1', 'second', 'aside 2', 'aside 3', 'third'],
  ]);
  assert.deepEqual(texts({ ...state, chat: [] }), ['aside 0', 'aside 1', 'aside 2', 'aside 3']);
});

test('asides are no part of the chat, whose messages go to the server', () => {
  const state = withAside(withDraft(joined, draft), aside('ann', '1', true));
  assert.deepEqual(
    state.chat.map(({ text }) => text),
    ['public'],
  );
});

test('an aside counts as unread once, and has a key of its own', () => {
  const once = withAside(joined, aside('ann', '1'));
  assert.equal(once.unread, 1);
  assert.equal(withAside(once, aside('ann', '1')), once);
  // A peer may choose keys that exist already.
  const both = say(withAside(once, aside('ben', '1')), '1');
  const keys = withAsidesBetween(both).map(keyOf);
  assert.equal(new Set(keys).size, 3);
});

test('one person can only push out asides with them', () => {
  let state = withAside(joined, aside('ben', 'kept'));
  for (let index = 0; index < 150; index++) state = withAside(state, aside('ann', String(index)));
  assert.equal(state.asides.length, 101);
  assert.equal(state.asides[0]?.clientKey, 'kept');
  assert.equal(state.asides.at(-1)?.clientKey, '149');
});

const draft = { text: 'public', clientKey: 'public', name: 'me', isGuest: false, sentAt: 0 };
