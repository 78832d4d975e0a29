import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, mock, test } from 'node:test';
import type { LocalMedia } from '../devices/local-media.js';
import type { LinkState, MediaEngine, MediaEngineEvents } from '../mesh/media-engine.js';
import { Call } from './call.js';
import type { Signalling, SignallingEvents, SignallingReply } from './signalling.js';
import { off, person, snapshot } from '../../../tests/support/call-fixtures.js';

const accepted = { ok: true, value: snapshot([person('ann'), person('me')]) } as const;
const refused = (code: string) => ({ ok: false, error: { code, message: '' } }) as SignallingReply<unknown>;
const settle = () => new Promise(setImmediate);

/** A page in a call with Ann. Its engine, devices and server do nothing by themselves. */
async function inCall() {
  const joins: ((reply: SignallingReply<unknown>) => Promise<void>)[] = [];
  const listeners = new Map<string, (payload: unknown) => void>();
  const page = { isMediaClosed: false, isOpen: true, connects: 0 };
  let engine: MediaEngineEvents | undefined;
  let events: SignallingEvents | undefined;
  const call = new Call({
    code: 'daily',
    userId: 'user',
    tabId: 'tab',
    createMedia: () =>
      ({
        state: { mic: off, camera: off, preview: null, screen: null },
        close: () => (page.isMediaClosed = true),
      }) as unknown as LocalMedia,
    createEngine: (engineEvents) => {
      engine = engineEvents;
      const nothing = () => undefined;
      return {
        prepare: nothing,
        joinFailed: nothing,
        offers: () => [],
        joined: () => Promise.resolve(),
        update: nothing,
        disconnected: nothing,
        sendNote: nothing,
        close: nothing,
      } as unknown as MediaEngine;
    },
    createSignalling: (signallingEvents) => {
      events = signallingEvents;
      return {
        on: (event: string, listener: (payload: unknown) => void) => listeners.set(event, listener),
        request: (event: string) =>
          new Promise((resolve) => {
            if (event !== 'join-call') return;
            if (!page.isOpen) {
              resolve(refused('disconnected'));
              return;
            }
            joins.push(async (reply) => {
              resolve(reply);
              await settle();
            });
          }),
        close: () => (page.isOpen = false),
        connect: () => (page.connects += 1),
      } as unknown as Signalling;
    },
    onError: assert.ifError,
  });
  assert.ok(engine && events);
  const { onRemote } = engine;
  const { onConnect, onDisconnect, onUnauthorized } = events;
  const parts = {
    call,
    page,
    joins,
    emit: (event: string) => listeners.get(event)?.({}),
    state: () => {
      const { phase, endReason, rejoinRefusal } = call.store.get();
      return { phase, endReason, rejoinRefusal };
    },
    link: (state: LinkState) => {
      onRemote('ann', { state, streams: null });
    },
    /** The server answers the page's next join. */
    answer: async (reply: SignallingReply<unknown>) => {
      const next = joins.shift();
      assert.ok(next, 'the page asks to join');
      await next(reply);
    },
    reconnect: () => {
      page.isOpen = true;
      onDisconnect();
      onConnect();
    },
    /** The server refuses the connection because the session has ended. */
    refuseLogin: () => {
      page.isOpen = false;
      onUnauthorized();
    },
    logIn: () => {
      page.isOpen = true;
      onConnect();
    },
  };
  void call.join();
  await parts.answer(accepted);
  parts.link('connected');
  return parts;
}

describe('a call whose media flow', () => {
  beforeEach(() => {
    mock.timers.enable({ apis: ['setTimeout'] });
  });
  afterEach(() => {
    mock.timers.reset();
  });

  test('goes on when the meeting is full after a restart, and rejoins when there is a place', async () => {
    const { reconnect, answer, state, page } = await inCall();
    reconnect();
    await answer(refused('full'));
    assert.deepEqual(state(), { phase: 'reconnecting', endReason: null, rejoinRefusal: 'full' });
    mock.timers.tick(2_000);
    await answer(refused('full'));
    mock.timers.tick(10_000);
    await answer(accepted);
    assert.deepEqual(state(), { phase: 'joined', endReason: null, rejoinRefusal: null });
    assert.equal(page.isMediaClosed, false);
  });

  test('asks a full meeting less and less often, but at least every ten seconds', async () => {
    const { reconnect, answer, joins } = await inCall();
    reconnect();
    await answer(refused('full'));
    const asked = [];
    for (let second = 1; second <= 60; second++) {
      mock.timers.tick(1_000);
      if (joins.length === 0) continue;
      asked.push(second);
      await answer(refused('full'));
    }
    assert.deepEqual(asked, [2, 6, 14, 24, 34, 44, 54]);
  });

  test('ends as full when the media stop too', async () => {
    const { reconnect, answer, link, state } = await inCall();
    reconnect();
    await answer(refused('full'));
    link('failed');
    mock.timers.tick(2_000);
    await answer(refused('full'));
    assert.equal(state().endReason, 'full');
  });

  test('goes on without a session, and rejoins after the person has logged in again', async () => {
    const { refuseLogin, logIn, answer, state, page } = await inCall();
    refuseLogin();
    assert.deepEqual(state(), { phase: 'reconnecting', endReason: null, rejoinRefusal: 'logged-out' });
    assert.equal(page.isMediaClosed, false);
    mock.timers.tick(2_000);
    assert.equal(page.connects, 1, 'the page tries to connect again');
    refuseLogin();
    mock.timers.tick(4_000);
    assert.equal(page.connects, 2);
    logIn();
    await answer(accepted);
    assert.deepEqual(state(), { phase: 'joined', endReason: null, rejoinRefusal: null });
    mock.timers.tick(60_000);
    assert.equal(page.connects, 2);
  });

  test('tries to rejoin at once when the person comes back to the page', async () => {
    const { call, refuseLogin, page } = await inCall();
    refuseLogin();
    call.retryRejoin();
    assert.equal(page.connects, 1);
  });

  test('ends at once, camera and all, when the person has logged out on another page', async () => {
    const { emit, state, page } = await inCall();
    emit('session-ended');
    assert.deepEqual([state().phase, state().endReason], ['ended', 'logged-out']);
    assert.deepEqual([page.isMediaClosed, page.isOpen], [true, false]);
  });

  test('ends at once when the person leaves although the server refuses it', async () => {
    const { call, refuseLogin, state, page } = await inCall();
    refuseLogin();
    const left = call.leave();
    mock.timers.tick(1_000);
    await left;
    assert.equal(state().endReason, 'left');
    mock.timers.tick(60_000);
    assert.equal(page.connects, 0);
  });
});

test('a call without remote media ends when the session ends or the meeting is full', async () => {
  const alone = await inCall();
  alone.link('reconnecting');
  alone.refuseLogin();
  assert.equal(alone.state().endReason, 'logged-out');
  assert.equal(alone.page.isMediaClosed, true);

  const second = await inCall();
  second.link('failed');
  second.reconnect();
  await second.answer(refused('full'));
  assert.equal(second.state().endReason, 'full');
});
