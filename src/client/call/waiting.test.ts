import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, mock, test } from 'node:test';
import { person, preview, snapshot } from '../../../tests/support/call-fixtures.js';
import { fakeCall, joinedCall, ok, refusal, settle } from '../../../tests/support/fake-call.js';

const waiting = ok({ waiting: true });
const accepted = ok(snapshot([person('ann'), person('me')]));

/** A page in the waiting room. */
async function waitingCall() {
  const parts = fakeCall();
  void parts.call.join({ name: 'Gus', passcode: 'tulip' });
  await parts.take('join-call').answer(waiting);
  assert.equal(parts.phase(), 'waiting');
  return parts;
}

describe('a page in the waiting room', () => {
  beforeEach(() => {
    mock.timers.enable({ apis: ['setTimeout'] });
  });
  afterEach(() => {
    mock.timers.reset();
  });

  test('joins by itself when a host lets it in, with what the person has entered', async () => {
    const { emit, take, phase } = await waitingCall();
    emit('admitted');
    assert.equal(phase(), 'joining');
    const join = take('join-call');
    const { name, passcode } = join.payload as Record<string, unknown>;
    assert.deepEqual([name, passcode], ['Gus', 'tulip']);
    await join.answer(accepted);
    assert.equal(phase(), 'joined');
  });

  test('waits on when the meeting has changed and a host still has to let it in', async () => {
    const { emit, take, phase } = await waitingCall();
    emit('admitted');
    await take('join-call').answer(waiting);
    assert.equal(phase(), 'waiting');
    emit('admitted');
    await take('join-call').answer(accepted);
    assert.equal(phase(), 'joined');
  });

  test('also hears a decision that arrives together with the answer to its join', async () => {
    const { call, emit, take, phase } = fakeCall();
    void call.join();
    const answered = take('join-call').answer(waiting);
    emit('admitted'); // in the same turn: one poll can carry both
    await answered;
    await take('join-call').answer(accepted);
    assert.equal(phase(), 'joined');
  });

  test('returns to the prejoin when a host refuses the person, and says so', async () => {
    const { call, emit, take, phase } = await waitingCall();
    emit('denied');
    assert.equal(phase(), 'prejoin');
    assert.equal(call.store.get().refusal, 'denied');
    await take('watch-call').answer(ok(preview({ entry: 'denied' })));
    assert.equal(call.store.get().refusal, 'denied');
  });

  test('asks again on a new connection, and stays in the waiting room meanwhile', async () => {
    const { events, take, phase } = await waitingCall();
    events.onDisconnect();
    assert.equal(phase(), 'waiting');
    events.onConnect();
    await take('join-call').answer(refusal('disconnected'));
    assert.equal(phase(), 'waiting');
    events.onConnect();
    await take('join-call').answer(waiting);
    assert.equal(phase(), 'waiting');
    events.onConnect();
    await take('join-call').answer(accepted); // the host has opened the meeting meanwhile
    assert.equal(phase(), 'joined');
  });

  test('returns to the prejoin when the server refuses it on a new connection', async () => {
    const { call, events, take, phase } = await waitingCall();
    events.onConnect();
    await take('join-call').answer(refusal('locked'));
    assert.equal(phase(), 'prejoin');
    assert.equal(call.store.get().refusal, 'locked');
  });

  test('leaves the waiting room when the person stops waiting', async () => {
    const { call, emit, take, phase, requests } = await waitingCall();
    call.stopWaiting();
    take('leave-call');
    assert.equal(phase(), 'prejoin');
    assert.equal(call.store.get().refusal, null);
    take('watch-call');
    emit('admitted'); // a host was a moment too late
    await settle();
    assert.ok(!requests.some(({ event }) => event === 'join-call'));
    assert.equal(phase(), 'prejoin');
  });

  test('prepares connections only to those whom the server names', async () => {
    const { call, emit, engine, take } = fakeCall();
    emit('preview', preview({ entry: 'wait', count: 2 }));
    void call.join();
    assert.deepEqual(engine.early, []);
    await take('join-call').answer(waiting);
    emit('preview', preview({ count: 2, reachable: ['ann'] }));
    emit('admitted');
    assert.deepEqual(engine.early, ['ann']);
  });
});

describe('a page that has lost its call', () => {
  beforeEach(() => {
    mock.timers.enable({ apis: ['setTimeout'] });
  });
  afterEach(() => {
    mock.timers.reset();
  });

  test('tells the server which call it was in', async () => {
    const { call, events, take } = fakeCall();
    void call.join();
    const first = take('join-call');
    assert.equal((first.payload as { callId?: string }).callId, undefined);
    await first.answer(accepted);
    events.onDisconnect();
    events.onConnect();
    assert.equal((take('join-call').payload as { callId?: string }).callId, 'call');
  });

  test('goes back to the waiting room when a host has to let it in again and no media flow', async () => {
    const { call, events, media, take, emit, phase } = await joinedCall('ann');
    call.setHand(true);
    events.onDisconnect();
    events.onConnect();
    await take('join-call').answer(waiting);
    assert.equal(phase(), 'waiting');
    assert.equal(media.isScreenStopped, true);
    assert.equal(media.isClosed, false);
    const { self, roster, hand } = call.store.get();
    assert.deepEqual([self, roster, hand], [null, [], false]);
    emit('admitted');
    const join = take('join-call');
    assert.equal((join.payload as { callId?: string }).callId, undefined);
    await join.answer(accepted);
    assert.equal(phase(), 'joined');
  });

  test('stays in the call while media flow, and rejoins as soon as a host lets it in again', async () => {
    const { call, events, onRemote, take, emit, phase } = await joinedCall('ann');
    onRemote('ann', { state: 'connected', streams: null });
    events.onDisconnect();
    events.onConnect();
    await take('join-call').answer(waiting);
    assert.equal(phase(), 'reconnecting');
    assert.equal(call.store.get().rejoinRefusal, 'waiting');
    emit('admitted');
    await take('join-call').answer(accepted);
    assert.equal(phase(), 'joined');
  });

  for (const [code, reason] of [
    ['removed', 'removed'],
    ['ended', 'ended-by-host'],
  ]) {
    test(`ends its call when the server refuses the rejoin with ${code ?? ''}, even while media flow`, async () => {
      const { call, events, onRemote, media, take, phase } = await joinedCall('ann');
      onRemote('ann', { state: 'connected', streams: null });
      events.onDisconnect();
      events.onConnect();
      await take('join-call').answer(refusal(code ?? ''));
      assert.equal(phase(), 'ended');
      assert.equal(call.store.get().endReason, reason);
      assert.equal(media.isClosed, true);
    });
  }

  test('learns why it may not come back when no media flow, and goes on while they do', async () => {
    const alone = await joinedCall();
    alone.events.onDisconnect();
    alone.events.onConnect();
    await alone.take('join-call').answer(refusal('locked'));
    const { endReason, refusal: why } = alone.call.store.get();
    assert.deepEqual([endReason, why], ['not-let-in', 'locked']);

    const two = await joinedCall('ann');
    two.onRemote('ann', { state: 'connected', streams: null });
    two.events.onDisconnect();
    two.events.onConnect();
    await two.take('join-call').answer(refusal('locked'));
    assert.equal(two.phase(), 'reconnecting');
    mock.timers.tick(2_000);
    await two.take('join-call').answer(accepted);
    assert.equal(two.phase(), 'joined');
  });
});
