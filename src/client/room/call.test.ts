import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, mock, test } from 'node:test';
import type { JoinSnapshot, Participant, Roster } from '../../shared/protocol.js';
import { Call, type CallOptions } from './call.js';
import type { LocalMedia, LocalMediaState } from './local-media.js';
import type { MediaEngine } from './media-engine.js';
import type { Signalling, SignallingReply } from './signalling.js';

const off = { state: 'off', problem: null, deviceId: '' } as const;
const local: LocalMediaState = { mic: off, camera: off, preview: null, screen: null };

const person = (participantId: string): Participant => ({
  participantId,
  name: participantId,
  state: 'connected',
  media: { mic: false, camera: false, hand: false, screen: null },
});

const snapshot = (roster: Roster): JoinSnapshot => ({
  self: 'me',
  roster,
  chat: [],
  call: { id: 'call', startedAt: 0 },
  iceServers: [],
  settings: { title: 'daily', maxParticipants: 12 },
  epoch: 'first run',
  resumed: false,
});

interface Asked {
  event: string;
  answer(reply: SignallingReply<unknown>): Promise<void>;
}

/** A call whose server, engine and devices do nothing by themselves. */
function createCall() {
  const asked: Asked[] = [];
  const listeners = new Map<string, (news: unknown) => void>();
  const engine = { rosters: [] as string[][], prepared: [] as string[], isClosed: false };
  let events: Parameters<CallOptions['createSignalling']>[0] | undefined;
  const ids = (roster: Roster) => roster.map(({ participantId }) => participantId);
  const call = new Call({
    code: 'daily',
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
        prepare: (roster: Roster) => engine.prepared.push(...ids(roster)),
        abandon: () => (engine.prepared = []),
        joined: ({ roster }: { roster: Roster }) => {
          engine.rosters.push(ids(roster));
          return Promise.resolve();
        },
        update: (roster: Roster) => engine.rosters.push(ids(roster)),
        disconnected: () => undefined,
        close: () => (engine.isClosed = true),
      }) as unknown as MediaEngine,
    createSignalling: (given) => {
      events = given;
      return {
        on: (event: string, listener: (news: unknown) => void) => listeners.set(event, listener),
        request: (event: string, _payload: unknown, onAnswer?: () => void) =>
          new Promise((resolve) => {
            asked.push({
              event,
              answer: async (reply) => {
                onAnswer?.();
                resolve(reply);
                await settle();
              },
            });
          }),
        tell: () => undefined,
        close: () => undefined,
        connect: () => undefined,
      } as unknown as Signalling;
    },
    onError: (error) => assert.fail(String(error)),
  });
  const tell = (event: string, news: unknown) => listeners.get(event)?.(news);
  const take = (event: string): Asked => {
    const at = asked.findIndex((each) => each.event === event);
    const [found] = at < 0 ? [] : asked.splice(at, 1);
    assert.ok(found, `${event} has not been asked for`);
    return found;
  };
  assert.ok(events);
  return { call, engine, events, asked, tell, take, phase: () => call.store.get().phase };
}

const settle = () => new Promise(setImmediate);
const ok = (value: unknown) => ({ ok: true, value }) as const;
const refusal = (code: string) =>
  ({ ok: false, error: { code, message: `because ${code}` } }) as SignallingReply<unknown>;

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

  test('that is refused says why, stays before the call and looks again who is there', async () => {
    const { call, engine, tell, take, phase } = createCall();
    tell('roster', [person('ann')]);
    void call.join();
    assert.deepEqual(engine.prepared, ['ann']);
    await take('join-call').answer(refusal('full'));
    assert.equal(phase(), 'lobby');
    assert.deepEqual(engine.prepared, []);
    assert.equal(call.store.get().refusal, 'because full');
    take('watch-call');
  });

  test('waits for a server that is away, and says so when it stays away', async () => {
    const { call, take, phase } = createCall();
    void call.join();
    await take('join-call').answer(refusal('disconnected'));
    assert.equal(phase(), 'joining');
    mock.timers.tick(10_000);
    await settle();
    await take('join-call').answer(refusal('disconnected'));
    assert.equal(phase(), 'lobby');
  });

  test('joins again when the server is back, as often as it takes', async () => {
    const { events, take, phase } = await joined('ann');
    events.onDisconnect();
    assert.equal(phase(), 'reconnecting');
    events.onConnect();
    await take('join-call').answer(refusal('unavailable'));
    mock.timers.tick(2_000);
    await take('join-call').answer(ok(snapshot([person('ann'), person('me')])));
    assert.equal(phase(), 'joined');
  });

  test('joins again also when the server was lost between the answer and the first picture', async () => {
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

  test('does not take a roster from before the answer for the newer one', async () => {
    const { call, engine, tell, take } = createCall();
    void call.join();
    tell('roster', [person('long gone')]);
    await take('join-call').answer(ok(snapshot([person('me')])));
    assert.deepEqual(engine.rosters.at(-1), ['me']);
  });

  test('takes the roster that came behind the answer for the newer one', async () => {
    const { call, engine, tell, take } = createCall();
    void call.join();
    const answered = take('join-call').answer(ok(snapshot([person('me')])));
    tell('roster', [person('me'), person('ann')]); // in the same turn, as one poll brings both
    await answered;
    assert.deepEqual(engine.rosters.at(-1), ['me', 'ann']);
    assert.deepEqual(
      call.store.get().roster.map(({ participantId }) => participantId),
      ['me', 'ann'],
    );
  });

  test('keeps a message that is written while it joins again, and sends it then', async () => {
    const { call, events, asked, take } = await joined('ann');
    events.onDisconnect();
    events.onConnect();
    call.chat.send('hello');
    assert.ok(!asked.some(({ event }) => event === 'chat-message'));
    await take('join-call').answer(ok(snapshot([person('ann'), person('me')])));
    take('chat-message');
    assert.equal(call.store.get().chat[0]?.delivery, 'sending');
  });

  test('names as new only who was not there', async () => {
    const { call, tell } = await joined('ann');
    call.store.set((state) => ({
      ...state,
      remotes: new Map([['ann', { state: 'connected', streams: null }]]),
    }));
    tell('user-joined', { participantId: 'ann', name: 'Ann' });
    tell('user-joined', { participantId: 'ben', name: 'Ben' });
    assert.deepEqual(
      call.store.get().notices.map(({ text }) => text),
      ['Ben joined'],
    );
  });

  test('ends at once for whoever leaves, though the server does not answer', async () => {
    const { call, engine, take, phase } = await joined('ann');
    const left = call.leave();
    assert.equal(engine.isClosed, true);
    take('leave-call');
    mock.timers.tick(1_000);
    await left;
    assert.equal(phase(), 'ended');
  });
});
