import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { CallPreview, ChatMessage } from '../../shared/protocol.js';
import { person, preview, snapshot } from '../../../tests/support/call-fixtures.js';
import {
  everyone,
  initialState,
  ownMedia,
  withPreview,
  withRemote,
  withRoster,
  withSnapshot,
  type CallState,
} from './call-state.js';
import { withDelivery, withDraft, withMessage, withOlderMessages, withPanel } from './chat-state.js';

const off = { state: 'off', problem: null, deviceId: '' } as const;
const local = { mic: off, camera: off, preview: null, screen: null };
const remote = { state: 'connected', streams: null } as const;

const message = (id: string, from = 'ann'): ChatMessage => ({
  id,
  participantId: from,
  name: from,
  isGuest: false,
  text: id,
  sentAt: 0,
  clientKey: `key ${id}`,
});

function joined(chat: ChatMessage[] = []): CallState {
  return withSnapshot(initialState(local), { ...snapshot([person('ann'), person('me')]), chat }, 100);
}

describe('the roster in the call state', () => {
  test('keeps participants whose media flow when a restarted server does not list them', () => {
    const state = withRoster(withRemote(joined(), 'ann', remote), [person('me')]);
    assert.deepEqual(
      everyone(state).map(({ participantId, state: presence }) => [participantId, presence]),
      [
        ['me', 'connected'],
        ['ann', 'reconnecting'],
      ],
    );
  });

  test('drops unlisted participants whose media stop, and moves the others back when the server lists them', () => {
    const state = withRoster(withRemote(joined(), 'ann', remote), [person('me')]);
    assert.deepEqual(everyone(withRemote(state, 'ann', null)).length, 1);
    const back = withRoster(state, [person('me'), person('ann')]);
    assert.deepEqual(
      everyone(back).map(({ participantId }) => participantId),
      ['me', 'ann'],
    );
  });

  test('drops participants who left', () => {
    assert.equal(everyone(withRoster(joined(), [person('me')])).length, 1);
  });
});

describe('the chat in the call state', () => {
  test('messages from before the join are shown and do not count as unread', () => {
    const state = joined([message('1'), message('2')]);
    assert.deepEqual(
      state.chat.map(({ id }) => id),
      ['1', '2'],
    );
    assert.equal(state.unread, 0);
  });

  test('messages of others count as unread while the panel is closed', () => {
    const state = withMessage(joined(), message('1'), { isNews: true });
    assert.equal(state.unread, 1);
    assert.equal(withPanel(state, 'chat').unread, 0);
    assert.equal(withMessage(joined(), message('2', 'me'), { isNews: true }).unread, 0);
  });

  test('a sent message stays behind stored ones until the stored copy replaces it', () => {
    const draft = { text: 'hi', clientKey: 'key 9', name: 'me', isGuest: false, sentAt: 0 };
    const sending = withMessage(withDraft(joined(), draft), message('1'), { isNews: true });
    assert.deepEqual(
      sending.chat.map(({ id }) => id),
      ['1', null],
    );
    const stored = withMessage(sending, message('9', 'me'), { isNews: false });
    assert.deepEqual(
      stored.chat.map(({ id, delivery }) => [id, delivery]),
      [
        ['1', 'stored'],
        ['9', 'stored'],
      ],
    );
  });

  test('a message that arrives twice is shown once', () => {
    const once = withMessage(joined(), message('1'), { isNews: true });
    assert.equal(withMessage(once, message('1'), { isNews: true }).chat.length, 1);
  });

  test('only the person’s own message with that key is marked as failed', () => {
    const draft = { text: 'hi', clientKey: 'key 1', name: 'me', isGuest: false, sentAt: 0 };
    const state = withDelivery(withDraft(joined([message('1')]), draft), 'key 1', 'failed');
    assert.deepEqual(
      state.chat.map(({ delivery }) => delivery),
      ['stored', 'failed'],
    );
  });

  test('older messages go to the front', () => {
    const state = withOlderMessages(joined([message('2')]), [message('1')], { before: '2', pageSize: 100 });
    assert.deepEqual(
      state.chat.map(({ id }) => id),
      ['1', '2'],
    );
    assert.equal(state.hasOlderChat, false);
  });
});

test('the sentence about a refused join disappears when its reason is gone, and not before', () => {
  const refusedWith = (refusal: CallState['refusal'], change: Partial<CallPreview>) =>
    withPreview({ ...initialState(local), refusal }, preview(change)).refusal;
  assert.equal(refusedWith('locked', { entry: 'locked' }), 'locked');
  assert.equal(refusedWith('locked', { entry: 'enter' }), null);
  assert.equal(refusedWith('full', { full: true }), 'full');
  assert.equal(refusedWith('full', {}), null);
  // The preview does not tell these apart.
  assert.equal(refusedWith('denied', { entry: 'wait' }), 'denied');
  assert.equal(refusedWith('wrong-passcode', { needsPasscode: true }), 'wrong-passcode');
  assert.equal(refusedWith('internal', {}), 'internal');
});

test('a device counts as on for others only when it runs', () => {
  const starting = { ...local, camera: { ...off, state: 'starting' } as const };
  assert.equal(ownMedia({ local: starting, hand: false }).camera, false);
});
