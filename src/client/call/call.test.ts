import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, mock, test } from 'node:test';
import { messages as t } from '#messages/call';
import type { Roster } from '../../shared/protocol.js';
import { Call, type CallOptions } from './call.js';
import type { LocalMedia, LocalMediaState } from '../devices/local-media.js';
import type { MediaEngine } from '../mesh/media-engine.js';
import type { Signalling, SignallingReply } from './signalling.js';
import { off, person, snapshot } from '../../../tests/support/call-fixtures.js';

const local: LocalMediaState = { mic: off, camera: off, preview: null, screen: null };

interface Request {
  event: string;
  answer(reply: SignallingReply<unknown>): Promise<void>;
}

/** A call with a server, an engine and devices that do nothing by themselves. */
function createCall() {
  const requests: Request[] = [];
  const listeners = new Map<string, (payload: unknown) => void>();
  const engine = { rosters: [] as string[][], early: [] as string[], isClosed: false };
  let events: Parameters<CallOptions['createSignalling']>[0] | undefined;
  const ids = (roster: Roster) => roster.map(({ participantId }) => participantId);
  const call = new Call({
    code: 'daily',
    userId: 'user',
    name: 'me',
    maxParticipants: 2,
    hasIceServers: false,
    tabId: 'tab',
    createMedia: () =>
      ({
        state: local,
        micTrack: null,
        open: () => Promise.resolve(),
        close: () => undefined,
      }) as unknown as LocalMedia,
    createEngine: () =>
      ({
        connectEarly: (roster: Roster) => engine.early.push(...ids(roster)),
        joinFailed: () => (engine.early = []),
        joined: ({ roster }: { roster: Roster }) => {
          engine.rosters.push(ids(roster));
          return Promise.resolve();
        },
        update: (roster: Roster) => engine.rosters.push(ids(roster)),
        disconnected: () => undefined,
        close: () => (engine.isClosed = true),
      }) as unknown as MediaEngine,
    createSignalling: (signallingEvents) => {
      events = signallingEvents;
      return {
        on: (event: string, listener: (payload: unknown) => void) => listeners.set(event, listener),
        request: (event: string, _payload: unknown, onAnswer?: () => void) =>
          new Promise((resolve) => {
            requests.push({
              event,
              answer: async (reply) => {
                onAnswer?.();
                resolve(reply);
                await settle();
              },
            });
          }),
        sendWithoutReply: () => undefined,
        close: () => undefined,
        connect: () => undefined,
      } as unknown as Signalling;
    },
    onError: (error) => assert.fail(String(error)),
  });
  const emit = (event: string, payload: unknown) => listeners.get(event)?.(payload);
  const take = (event: string): Request => {
    const at = requests.findIndex((each) => each.event === event);
    const [found] = at < 0 ? [] : requests.splice(at, 1);
    assert.ok(found, `the call has not sent ${event}`);
    return found;
  };
  assert.ok(events);
  return { call, engine, events, requests, emit, take, phase: () => call.store.get().phase };
}

const settle = () => new Promise(setImmediate);
const ok = (value: unknown) => ({ ok: true, value }) as const;
const refusal = (code: string) =>
  ({ ok: false, error: { code, message: 'In English' } }) as SignallingReply<unknown>;

async function joined(...others: string[]) {
  const parts = createCall();
  void parts.call.join();
  await parts.take('join-call').answer(ok(snapshot([...others, 'me'].map(person))));
  assert.equal(parts.phase(), 'joined');
  return parts;
}

describe('a call', () => {
  beforeEach(() => {
    mock.timers.enable({ apis: ['setTimeout'] });
  });
  afterEach(() => {
    mock.timers.reset();
  });

  test('whose join is refused shows why, returns to prejoin and asks for the participants again', async () => {
    const { call, engine, emit, take, phase } = createCall();
    emit('roster', [person('ann')]);
    void call.join();
    assert.deepEqual(engine.early, ['ann']);
    await take('join-call').answer(refusal('full'));
    assert.equal(phase(), 'prejoin');
    assert.deepEqual(engine.early, []);
    assert.equal(call.store.get().refusal, t.full());
    take('watch-call');
  });

  test('waits for the server during a join, and shows when it stays away', async () => {
    const { call, take, phase } = createCall();
    void call.join();
    await take('join-call').answer(refusal('disconnected'));
    assert.equal(phase(), 'joining');
    mock.timers.tick(10_000);
    await settle();
    await take('join-call').answer(refusal('disconnected'));
    assert.equal(phase(), 'prejoin');
    assert.equal(call.store.get().refusal, t.disconnected());
  });

  test('rejoins when the server is back, and tries again after a refusal', async () => {
    const { events, take, phase } = await joined('ann');
    events.onDisconnect();
    assert.equal(phase(), 'reconnecting');
    events.onConnect();
    await take('join-call').answer(refusal('unavailable'));
    mock.timers.tick(2_000);
    await take('join-call').answer(ok(snapshot([person('ann'), person('me')])));
    assert.equal(phase(), 'joined');
  });

  test('rejoins also when it loses the server between the answer to its join and the first video', async () => {
    const { call, events, take, phase } = createCall();
    void call.join();
    const answered = take('join-call').answer(ok(snapshot([person('me')])));
    await Promise.resolve();
    events.onDisconnect();
    await answered;
    assert.equal(phase(), 'reconnecting');
    events.onConnect();
    await take('join-call').answer(ok(snapshot([person('me')])));
    assert.equal(phase(), 'joined');
  });

  test('ignores a roster from before the answer to its join', async () => {
    const { call, engine, emit, take } = createCall();
    void call.join();
    emit('roster', [person('long gone')]);
    await take('join-call').answer(ok(snapshot([person('me')])));
    assert.deepEqual(engine.rosters.at(-1), ['me']);
  });

  test('prefers a roster that came after the answer to its join', async () => {
    const { call, engine, emit, take } = createCall();
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
    const { call, events, requests, take } = await joined('ann');
    events.onDisconnect();
    events.onConnect();
    call.chat.send('hello');
    assert.ok(!requests.some(({ event }) => event === 'chat-message'));
    await take('join-call').answer(ok(snapshot([person('ann'), person('me')])));
    take('chat-message');
    assert.equal(call.store.get().chat[0]?.delivery, 'sending');
  });

  test('announces only participants who were not connected before', async () => {
    const { call, emit } = await joined('ann');
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
    const { call, engine, take, phase } = await joined('ann');
    const left = call.leave();
    assert.equal(engine.isClosed, true);
    take('leave-call');
    mock.timers.tick(1_000);
    await left;
    assert.equal(phase(), 'ended');
  });
});
