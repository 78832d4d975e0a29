import assert from 'node:assert/strict';
import { test } from 'node:test';
import { off, person, snapshot } from '../../../tests/support/call-fixtures.js';
import { fakePeers } from '../../../tests/support/fake-peers.js';
import { createStore } from '../lib/store.js';
import { initialState, withRoster, withSnapshot, type CallState } from './call-state.js';
import { createPrivateMessages } from './private-messages.js';

const local = { mic: off, camera: off, preview: null, screen: null };
const ben = { ...person('ben'), name: 'Ben' };
const people = [person('ann'), ben, person('me')];

function createMessages() {
  const joined = withSnapshot(initialState(local), snapshot(people), 100);
  const store = createStore<CallState>({ ...joined, phase: 'joined', panel: 'chat' }, (error) =>
    assert.fail(String(error)),
  );
  const peers = fakePeers();
  const problems: string[] = [];
  const messages = createPrivateMessages(store, peers, { problem: (text) => problems.push(text) });
  const last = () => {
    const aside = store.get().asides.at(-1);
    assert.ok(aside);
    return aside;
  };
  return { messages, store, peers, problems, last };
}

test('a private message goes to one person and says when it has arrived', async () => {
  const { messages, peers, last, store } = createMessages();
  messages.send(ben, 'psst');
  assert.deepEqual([last().delivery, last().note], ['sending', 'Only Ben sees this.']);
  assert.deepEqual(
    peers.sent.map(({ to, message }) => [to, message]),
    [['ben', { type: 'private', id: last().clientKey, text: 'psst' }]],
  );
  await peers.sent[0]?.answer(true);
  assert.deepEqual([last().delivery, last().note], ['stored', 'Only Ben sees this. Delivered.']);
  assert.deepEqual(store.get().chat, []);
});

test('a failed link is named, and a second try has the same id', async () => {
  const { messages, peers, problems, last, store } = createMessages();
  messages.send(ben, 'psst');
  store.set((state) => ({ ...state, panel: null }));
  await peers.sent[0]?.answer(false);
  assert.equal(last().delivery, 'failed');
  assert.equal(last().note, '', 'nobody sees it');
  assert.match(last().problem?.text ?? '', /because the connection failed/);
  assert.equal(last().problem?.canRetry, true);
  assert.deepEqual(problems, [last().problem?.text], 'the chat is closed');
  messages.retry(last().clientKey);
  assert.deepEqual([last().delivery, last().note], ['sending', 'Only Ben sees this.']);
  assert.deepEqual(peers.sent[1]?.message, peers.sent[0]?.message);
  await peers.sent[1]?.answer(true);
  assert.equal(last().delivery, 'stored');
});

test('a person who has left is named, without another try', async () => {
  const { messages, peers, problems, last, store } = createMessages();
  messages.send(ben, 'psst');
  store.set((state) => withRoster(state, [person('ann'), person('me')]));
  await peers.sent[0]?.answer(false);
  assert.match(last().problem?.text ?? '', /Ben has left the call/);
  assert.equal(last().problem?.canRetry, false);
  assert.deepEqual(problems, [], 'the chat shows it');
  messages.retry(last().clientKey);
  assert.equal(peers.sent.length, 1);
});

test('a page of an older version is known at once', () => {
  const { messages, peers, last } = createMessages();
  peers.states.set('ben', 'unsupported');
  messages.send(ben, 'psst');
  assert.deepEqual(peers.sent, []);
  assert.match(last().problem?.text ?? '', /Ask Ben to reload the page/);
});

test('people of the same name have a number, in the order of the list', () => {
  const { messages, store, last } = createMessages();
  const second = { ...ben, participantId: 'ben 2' };
  store.set((state) => withRoster(state, [...people, second]));
  messages.send(second, 'psst');
  assert.equal(last().note, 'Only Ben (2) sees this.');
  messages.send({ ...ben, isGuest: true }, 'psst');
  assert.equal(last().note, 'Only Ben (guest) sees this.');
});
