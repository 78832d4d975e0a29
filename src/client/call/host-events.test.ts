import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, mock, test } from 'node:test';
import { messages as t } from '#messages/call';
import type { Participant, Role, WaitingPerson } from '../../shared/protocol.js';
import { off, person } from '../../../tests/support/call-fixtures.js';
import { joinedCall } from '../../../tests/support/fake-call.js';

const on = { ...off, state: 'on' } as const;
const as = (id: string, role: Role): Participant => ({ ...person(id), role });
const waits = (name: string, username: string | null = name): WaitingPerson => ({
  participantId: `${name} page`,
  name,
  username,
});

describe('what a host decides about a page in the call', () => {
  beforeEach(() => {
    mock.timers.enable({ apis: ['setTimeout'] });
  });
  afterEach(() => {
    mock.timers.reset();
  });

  test('mutes the microphone and tells the person, unless it is off already', async () => {
    const { changeMedia, emit, media, notices } = await joinedCall('ann');
    emit('muted', { by: 'Ann' });
    assert.deepEqual([media.mic, notices()], [[], []]);
    changeMedia({ mic: on });
    emit('muted', { by: 'Ann' });
    assert.deepEqual(media.mic, [false]);
    assert.deepEqual(notices(), [t.mutedBy({ name: 'Ann' })]);
  });

  test('never turns a microphone on: the person is asked, until the microphone is on', async () => {
    const { call, changeMedia, emit, media } = await joinedCall('ann');
    const asked = () => call.store.get().unmuteAskedBy;
    emit('unmute-asked', { by: 'Ann' });
    assert.equal(asked(), 'Ann');
    assert.deepEqual(media.mic, []);
    changeMedia({ mic: on });
    assert.equal(asked(), null);
    emit('unmute-asked', { by: 'Ann' });
    assert.equal(asked(), null);
    changeMedia({ mic: off });
    emit('unmute-asked', { by: 'Ann' });
    call.unmuteAnswered();
    assert.equal(asked(), null);
  });

  test('ends a screen share and lowers a hand, and tells the person', async () => {
    const { call, changeMedia, emit, media, notices } = await joinedCall('ann');
    emit('share-stopped', { by: 'Ann' });
    emit('hand-lowered', { by: 'Ann' });
    assert.deepEqual([media.isScreenStopped, notices()], [false, []]);
    changeMedia({ screen: { id: 'screen' } as MediaStream });
    call.setHand(true);
    emit('share-stopped', { by: 'Ann' });
    emit('hand-lowered', { by: 'Ann' });
    assert.deepEqual([media.isScreenStopped, call.store.get().hand], [true, false]);
    assert.deepEqual(notices(), [t.shareStoppedBy({ name: 'Ann' }), t.handLoweredBy({ name: 'Ann' })]);
  });

  test('ends the call at once, devices and connections too', async () => {
    for (const [event, reason] of [
      ['removed', 'removed'],
      ['call-ended', 'ended-by-host'],
    ] as const) {
      const { call, emit, engine, media } = await joinedCall('ann');
      emit(event, { by: 'Ann' });
      const { phase, endReason, endedBy } = call.store.get();
      assert.deepEqual([phase, endReason, endedBy], ['ended', reason, 'Ann']);
      assert.deepEqual([media.isClosed, engine.isClosed], [true, true]);
    }
  });

  test('changes the settings that the page shows', async () => {
    const { call, emit } = await joinedCall('ann');
    emit('call-settings', { title: 'Planning', maxParticipants: 12, isLocked: true });
    assert.equal(call.store.get().settings?.isLocked, true);
  });
});

describe('the news of roles and of the waiting room', () => {
  test('tell a person of a role that changes, and not of the one they join with', async () => {
    const { emit, notices } = await joinedCall('ann');
    emit('roster', [as('ann', 'host'), as('me', 'participant')]);
    assert.deepEqual(notices(), [t.newHost({ name: 'ann' })]);
    emit('roster', [as('ann', 'host'), as('me', 'co-host')]);
    assert.equal(notices().at(-1), t.nowCoHost());
    emit('roster', [as('ann', 'participant'), as('me', 'host')]);
    assert.equal(notices().at(-1), t.nowHost());
    emit('roster', [as('ann', 'participant'), as('me', 'host')]);
    assert.equal(notices().length, 3);
  });

  test('tell a host of each person who begins to wait, and take it back when the person is let in', async () => {
    const { call, emit, notices } = await joinedCall('ann');
    emit('roster', [as('ann', 'participant'), as('me', 'host')]);
    call.store.set((state) => ({ ...state, notices: [] }));
    emit('waiting-room', [waits('Bea')]);
    assert.deepEqual(notices(), [t.isWaiting({ name: 'Bea', count: 1 })]);
    emit('waiting-room', [waits('Bea'), waits('Gus', null)]);
    assert.equal(notices().at(-1), t.isWaiting({ name: t.guest({ name: 'Gus' }), count: 1 }));
    emit('waiting-room', [waits('Gus', null)]);
    assert.deepEqual(notices(), [t.isWaiting({ name: t.guest({ name: 'Gus' }), count: 1 })]);
    emit('waiting-room', []);
    assert.deepEqual(notices(), []);
  });

  test('count several people who begin to wait at once', async () => {
    const { emit, notices } = await joinedCall('ann');
    emit('roster', [as('ann', 'participant'), as('me', 'co-host')]);
    emit('waiting-room', [waits('Bea'), waits('Cid')]);
    assert.equal(notices().at(-1), t.isWaiting({ name: 'Bea', count: 2 }));
  });

  test('end when the person is no longer a host', async () => {
    const { call, emit } = await joinedCall('ann');
    emit('roster', [as('ann', 'host'), as('me', 'co-host')]);
    emit('waiting-room', [waits('Bea')]);
    assert.equal(call.store.get().waitingRoom.length, 1);
    emit('roster', [as('ann', 'host'), as('me', 'participant')]);
    assert.equal(call.store.get().waitingRoom.length, 0);
  });
});
