import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { ChatMessage, Participant } from '../../shared/protocol.js';
import {
  everyone,
  initialState,
  ownMedia,
  withDelivery,
  withDraft,
  withMessage,
  withOlderMessages,
  withPanel,
  withRemote,
  withRoster,
  withSnapshot,
  type CallState,
} from './call-state.js';

const off = { state: 'off', problem: null, deviceId: '' } as const;
const local = { mic: off, camera: off, preview: null, screen: null };
const remote = { state: 'connected', streams: null } as const;

const person = (participantId: string): Participant => ({
  participantId,
  name: participantId,
  state: 'connected',
  media: { mic: true, camera: true, hand: false, screen: null },
});

const message = (id: string, from = 'ann'): ChatMessage => ({
  id,
  participantId: from,
  name: from,
  text: id,
  sentAt: 0,
  clientKey: `key ${id}`,
});

function joined(chat: ChatMessage[] = []): CallState {
  return withSnapshot(
    initialState(local),
    {
      self: 'me',
      roster: [person('ann'), person('me')],
      chat,
      call: { id: 'c', startedAt: 0 },
      iceServers: [],
      settings: { title: 't', maxParticipants: 12 },
      epoch: 'e',
      resumed: false,
    },
    100,
  );
}

describe('the roster of the page', () => {
  test('keeps people whose media flow when a restarted server does not name them', () => {
    const state = withRoster(withRemote(joined(), 'ann', remote), [person('me')]);
    assert.deepEqual(
      everyone(state).map(({ participantId, state: presence }) => [participantId, presence]),
      [
        ['me', 'connected'],
        ['ann', 'reconnecting'],
      ],
    );
  });

  test('lets them go when nothing connects us any more, and takes them back when they are named again', () => {
    const state = withRoster(withRemote(joined(), 'ann', remote), [person('me')]);
    assert.deepEqual(everyone(withRemote(state, 'ann', null)).length, 1);
    const back = withRoster(state, [person('me'), person('ann')]);
    assert.deepEqual(
      everyone(back).map(({ participantId }) => participantId),
      ['me', 'ann'],
    );
  });

  test('drops people who left', () => {
    assert.equal(everyone(withRoster(joined(), [person('me')])).length, 1);
  });
});

describe('the chat of the page', () => {
  test('what was said before we came is shown and is not news', () => {
    const state = joined([message('1'), message('2')]);
    assert.deepEqual(
      state.chat.map(({ id }) => id),
      ['1', '2'],
    );
    assert.equal(state.unread, 0);
  });

  test('counts messages of others while the panel is closed', () => {
    const state = withMessage(joined(), message('1'), { isNews: true });
    assert.equal(state.unread, 1);
    assert.equal(withPanel(state, 'chat').unread, 0);
    assert.equal(withMessage(joined(), message('2', 'me'), { isNews: true }).unread, 0);
  });

  test('a message of ours is replaced by the stored one, and stands behind what was stored before it', () => {
    const draft = { text: 'hi', clientKey: 'key 9', name: 'me', sentAt: 0 };
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

  test('a message that comes twice is shown once', () => {
    const once = withMessage(joined(), message('1'), { isNews: true });
    assert.equal(withMessage(once, message('1'), { isNews: true }).chat.length, 1);
  });

  test('only our own message of that key is marked as failed', () => {
    const draft = { text: 'hi', clientKey: 'key 1', name: 'me', sentAt: 0 };
    const state = withDelivery(withDraft(joined([message('1')]), draft), 'key 1', 'failed');
    assert.deepEqual(
      state.chat.map(({ delivery }) => delivery),
      ['stored', 'failed'],
    );
  });

  test('older messages go in front', () => {
    const state = withOlderMessages(joined([message('2')]), [message('1')], 100);
    assert.deepEqual(
      state.chat.map(({ id }) => id),
      ['1', '2'],
    );
    assert.equal(state.hasOlderChat, false);
  });
});

test('others are told of a device only once it runs', () => {
  const starting = { ...local, camera: { ...off, state: 'starting' } as const };
  assert.equal(ownMedia({ local: starting, hand: false }).camera, false);
});
