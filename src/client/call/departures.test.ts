import assert from 'node:assert/strict';
import { test } from 'node:test';
import { messages as t } from '#messages/call';
import { fakeCall, joinedCall, ok } from '../../../tests/support/fake-call.js';
import { person, snapshot } from '../../../tests/support/call-fixtures.js';
import { everyone } from './call-state.js';

const connected = { state: 'connected', streams: null } as const;

/** Ann and this page are in a call, and their media flow. */
async function withAnn() {
  const parts = await joinedCall('ann');
  parts.onRemote('ann', connected);
  const here = () => everyone(parts.call.store.get()).map(({ participantId }) => participantId);
  const leave = (reason: string) => {
    parts.emit('roster', [person('me')]);
    parts.emit('user-left', { participantId: 'ann', name: 'ann', reason });
  };
  return { ...parts, here, leave };
}

test('a person whom the server has lost stays while media flow, and the page tells both', async () => {
  const { leave, here, engine, onRemote, notices } = await withAnn();
  leave('lost');
  assert.deepEqual(here(), ['me', 'ann']);
  assert.deepEqual(engine.gone, []);
  assert.deepEqual(notices(), [t.lostServer({ name: 'ann' })]);
  onRemote('ann', null);
  assert.deepEqual(here(), ['me']);
  assert.deepEqual(notices(), [t.lostServer({ name: 'ann' }), t.left({ name: 'ann' })]);
});

test('a lost person who comes back has neither left nor joined', async () => {
  const { leave, emit, notices } = await withAnn();
  leave('lost');
  emit('roster', [person('me'), person('ann')]);
  emit('user-joined', { participantId: 'ann', name: 'ann' });
  assert.deepEqual(notices(), [t.lostServer({ name: 'ann' })]);
});

test('the page closes the connection to everyone who leaves for another reason', async () => {
  for (const reason of ['left', 'removed', 'ended', 'moved']) {
    const { leave, engine, notices } = await withAnn();
    leave(reason);
    assert.deepEqual(engine.gone, ['ann']);
    assert.deepEqual(notices(), reason === 'moved' ? [] : [t.left({ name: 'ann' })]);
  }
});

test('a host who removes a lost person cuts the media, and the page tells it once', async () => {
  const { leave, emit, engine, onRemote, notices } = await withAnn();
  leave('lost');
  emit('user-left', { participantId: 'ann', name: 'ann', reason: 'removed' });
  assert.deepEqual(engine.gone, ['ann']);
  onRemote('ann', null);
  assert.deepEqual(notices().slice(1), [t.left({ name: 'ann' })]);
});

test('a page that says goodbye is gone at once if this page has no server', async () => {
  const { events, engine, onNote } = await withAnn();
  onNote('ann', { type: 'bye' });
  assert.deepEqual(engine.gone, [], 'the server tells it too');
  events.onDisconnect();
  onNote('ann', { type: 'alive', isReply: false });
  assert.deepEqual(engine.gone, []);
  onNote('ann', { type: 'bye' });
  assert.deepEqual(engine.gone, ['ann']);
});

test('a page that says goodbye is gone at once if the server has lost it', async () => {
  const { leave, engine, onNote } = await withAnn();
  leave('lost');
  onNote('ann', { type: 'bye' });
  assert.deepEqual(engine.gone, ['ann']);
});

test('a page that leaves says goodbye to everyone, because some may have no server', async () => {
  const { call, engine } = await withAnn();
  call.leaveOnPageHide();
  assert.deepEqual(engine.notes, [['ann', 'bye']]);
});

test('a page that the call was moved from leaves it and says where it went', async () => {
  for (const to of ['tab', 'device']) {
    const { call, emit, engine, media } = await withAnn();
    emit('moved', { to });
    assert.equal(call.store.get().endReason, `moved-to-${to}`);
    assert.ok(engine.isClosed && media.isClosed);
  }
});

test('a page that was away while the call was moved does not come back beside the new page', async () => {
  const { call, events, take, phase } = await withAnn();
  events.onDisconnect();
  events.onConnect();
  await take('join-call').answer({ ok: false, error: { code: 'moved', message: 'In English' } });
  assert.equal(phase(), 'ended');
  assert.equal(call.store.get().endReason, 'moved');
});

test('only the first join moves the call', async () => {
  const { call, events, take } = fakeCall();
  void call.join({ move: true });
  const first = take('join-call');
  assert.equal((first.payload as { move?: boolean }).move, true);
  await first.answer(ok(snapshot([person('me')])));
  events.onDisconnect();
  events.onConnect();
  const again = take('join-call');
  assert.equal((again.payload as { move?: boolean }).move, undefined);
  await again.answer(ok(snapshot([person('me')])));
});
