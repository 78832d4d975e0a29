import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, mock, test } from 'node:test';
import { messages as t } from '#messages/call';
import { person, preview, snapshot } from '../../../tests/support/call-fixtures.js';
import { fakeCall, joinedCall, ok, refusal, settle } from '../../../tests/support/fake-call.js';

describe('a call', () => {
  beforeEach(() => {
    mock.timers.enable({ apis: ['setTimeout'] });
  });
  afterEach(() => {
    mock.timers.reset();
  });

  test('whose join is refused shows why, returns to prejoin and asks for the participants again', async () => {
    const { call, engine, emit, take, phase } = fakeCall();
    emit('preview', preview({ reachable: ['ann'] }));
    assert.deepEqual(engine.early, ['ann']);
    void call.join();
    await take('join-call').answer(refusal('full'));
    assert.equal(phase(), 'prejoin');
    assert.deepEqual(engine.early, []);
    assert.equal(call.store.get().refusal, 'full');
    take('watch-call');
  });

  test('waits for the server during a join, and shows when it stays away', async () => {
    const { call, take, phase } = fakeCall();
    void call.join();
    await take('join-call').answer(refusal('disconnected'));
    assert.equal(phase(), 'joining');
    mock.timers.tick(10_000);
    await settle();
    await take('join-call').answer(refusal('disconnected'));
    assert.equal(phase(), 'prejoin');
    assert.equal(call.store.get().refusal, 'disconnected');
  });

  test('rejoins when the server is back, and tries again after a refusal', async () => {
    const { events, take, phase } = await joinedCall('ann');
    events.onDisconnect();
    assert.equal(phase(), 'reconnecting');
    events.onConnect();
    await take('join-call').answer(refusal('unavailable'));
    mock.timers.tick(2_000);
    await take('join-call').answer(ok(snapshot([person('ann'), person('me')])));
    assert.equal(phase(), 'joined');
  });

  test('rejoins also when it loses the server between the answer to its join and the drawing of the call', async () => {
    const { call, events, take, phase } = fakeCall();
    void call.join();
    const unsubscribe = call.store.subscribe(({ phase: now, self }) => {
      if (now === 'joining' && self !== null) queueMicrotask(() => events.onDisconnect());
    });
    await take('join-call').answer(ok(snapshot([person('me')])));
    unsubscribe();
    assert.equal(phase(), 'reconnecting');
    events.onConnect();
    await take('join-call').answer(ok(snapshot([person('me')])));
    assert.equal(phase(), 'joined');
  });

  test('ignores a roster from before the answer to its join', async () => {
    const { call, engine, emit, take } = fakeCall();
    void call.join();
    emit('roster', [person('long gone')]);
    await take('join-call').answer(ok(snapshot([person('me')])));
    assert.deepEqual(engine.rosters.at(-1), ['me']);
  });

  test('prefers a roster that came after the answer to its join', async () => {
    const { call, engine, emit, take } = fakeCall();
    void call.join();
    const answered = take('join-call').answer(ok(snapshot([person('me')])));
    emit('roster', [person('me'), person('ann')]); // in the same turn: one poll can carry both
    await answered;
    assert.deepEqual(engine.rosters.at(-1), ['me', 'ann']);
    assert.deepEqual(
      call.store.get().roster.map(({ participantId }) => participantId),
      ['me', 'ann'],
    );
  });

  test('keeps a message that is written during a rejoin, and sends it afterwards', async () => {
    const { call, events, requests, take } = await joinedCall('ann');
    events.onDisconnect();
    events.onConnect();
    call.chat.send('hello');
    assert.ok(!requests.some(({ event }) => event === 'chat-message'));
    await take('join-call').answer(ok(snapshot([person('ann'), person('me')])));
    take('chat-message');
    assert.equal(call.store.get().chat[0]?.delivery, 'sending');
  });

  test('announces only participants who were not connected before', async () => {
    const { call, emit } = await joinedCall('ann');
    call.store.set((state) => ({
      ...state,
      remotes: new Map([['ann', { state: 'connected', streams: null }]]),
    }));
    emit('user-joined', { participantId: 'ann', name: 'Ann' });
    emit('user-joined', { participantId: 'ben', name: 'Ben' });
    assert.deepEqual(
      call.store.get().notices.map(({ text }) => text),
      [t.joined({ name: 'Ben' })],
    );
  });

  test('ends at once for a person who leaves, even if the server does not answer', async () => {
    const { call, engine, take, phase } = await joinedCall('ann');
    const left = call.leave();
    assert.equal(engine.isClosed, true);
    take('leave-call');
    mock.timers.tick(1_000);
    await left;
    assert.equal(phase(), 'ended');
  });
});
