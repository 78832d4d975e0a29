import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import { off, person, snapshot } from '../../../tests/support/call-fixtures.js';
import { ok, refusal, settle } from '../../../tests/support/fake-call.js';
import { fakePeers } from '../../../tests/support/fake-peers.js';
import { createStore } from '../lib/store.js';
import { createCallChat } from './call-chat.js';
import { initialState, withRemote, withSnapshot, type CallState } from './call-state.js';
import type { SignallingReply } from './signalling.js';

const local = { mic: off, camera: off, preview: null, screen: null };

function createChat(phase: CallState['phase'] = 'joined') {
  const people = [person('ann'), { ...person('ben'), isGuest: true }, person('me')];
  let joined = withSnapshot(initialState(local), snapshot(people), 100);
  for (const id of ['ann', 'ben']) joined = withRemote(joined, id, { state: 'connected', streams: null });
  const store = createStore<CallState>({ ...joined, phase }, (error) => assert.fail(String(error)));
  const requests: { payload: unknown; answer(reply: SignallingReply<unknown>): Promise<void> }[] = [];
  const peers = fakePeers();
  const request = (_: string, payload: unknown) =>
    new Promise((resolve) => {
      requests.push({
        payload,
        answer: async (reply) => {
          resolve(reply);
          await settle();
        },
      });
    });
  const chat = createCallChat(store, { on: () => undefined, request } as never, peers);
  const lines = () => store.get().chat.map(({ text, delivery }) => `${text}: ${delivery}`);
  const setPhase = (next: CallState['phase']) => {
    store.set((state) => ({ ...state, phase: next }));
  };
  return { chat, store, requests, peers, lines, setPhase };
}

const disconnected = { ok: false, error: { code: 'disconnected' } } as const;
const textOf = ({ payload }: { payload: unknown }) => (payload as { text: string }).text;
const storedFrom = ({ payload }: { payload: unknown }) =>
  ok({
    ...(payload as object),
    id: textOf({ payload }),
    participantId: 'me',
    name: 'me',
    isGuest: false,
    sentAt: 1,
  });

test('with the server, chat goes to the server only', () => {
  const { chat, requests, peers } = createChat();
  chat.send('hello');
  assert.deepEqual([requests.length, peers.sent.length], [1, 0]);
});

test('without the server, chat goes to every peer, and the server stores it with the same key afterwards', async () => {
  const { chat, requests, peers, lines, setPhase } = createChat('reconnecting');
  chat.send('hello');
  assert.equal(requests.length, 0);
  assert.deepEqual(
    peers.sent.map(({ to, message }) => [to, message.type, message.text]),
    [
      ['ann', 'chat', 'hello'],
      ['ben', 'chat', 'hello'],
    ],
  );
  assert.deepEqual(lines(), ['hello: sending']);
  await peers.sent[0]?.answer(true);
  assert.deepEqual(lines(), ['hello: direct']);

  setPhase('joined');
  void chat.resend();
  const [first] = requests;
  assert.ok(first);
  assert.deepEqual(first.payload, { text: 'hello', clientKey: peers.sent[0]?.message.id });
  await first.answer(storedFrom(first));
  assert.deepEqual(lines(), ['hello: stored']);
  await peers.sent[1]?.answer(true); // a late acknowledgement
  assert.deepEqual(lines(), ['hello: stored']);
});

test('a message whose answer the server fails to give goes directly', async () => {
  const { chat, requests, peers } = createChat();
  chat.send('hello');
  await requests[0]?.answer(disconnected);
  assert.deepEqual(
    peers.sent.map(({ to }) => to),
    ['ann', 'ben'],
  );
});

test('a refused message says why, and can be sent again', async () => {
  const { chat, requests, lines, store } = createChat();
  chat.send('hello');
  await requests[0]?.answer(refusal('rate-limited'));
  const [line] = store.get().chat;
  assert.deepEqual([lines(), line?.failure], [['hello: failed'], 'rate-limited']);
  chat.retry(line?.clientKey ?? '');
  await requests[1]?.answer(refusal('unavailable'));
  assert.deepEqual([lines(), store.get().chat[0]?.failure], [['hello: failed'], 'unavailable']);
});

test('after an outage, the page sends its messages in order, and waits when the server asks for it', async (t) => {
  mock.timers.enable({ apis: ['setTimeout'] });
  t.after(() => {
    mock.timers.reset();
  });
  const { chat, requests, lines, setPhase } = createChat('reconnecting');
  for (const text of ['one', 'two']) chat.send(text);
  setPhase('joined');
  void chat.resend();
  assert.deepEqual(requests.map(textOf), ['one']);
  await requests[0]?.answer(refusal('rate-limited'));
  assert.deepEqual([requests.length, lines()], [1, ['one: sending', 'two: sending']]);
  chat.send('three'); // while the others wait
  assert.equal(requests.length, 1);
  mock.timers.tick(1_500);
  await settle();
  for (const text of ['one', 'two', 'three']) {
    const request = requests.at(-1);
    assert.ok(request);
    assert.equal(textOf(request), text);
    await request.answer(storedFrom(request));
  }
  assert.deepEqual(lines(), ['one: stored', 'two: stored', 'three: stored']);
  assert.equal(requests.length, 4);
  chat.send('four');
  assert.equal(requests.length, 5);
});

test('a page never stores what others have sent directly, and never sends it on', () => {
  const { chat, requests, peers, lines } = createChat();
  chat.receive('ann', { type: 'chat', id: 'key', text: 'of Ann' });
  chat.receive('nobody', { type: 'chat', id: 'key', text: 'of nobody' });
  assert.deepEqual(lines(), ['of Ann: direct']);
  void chat.resend();
  chat.retry('key');
  assert.deepEqual([requests, peers.sent], [[], []]);
});

test('a private message becomes an aside under the name in the roster', () => {
  const { chat, store } = createChat();
  chat.receive('ben', { type: 'private', id: 'key', text: 'psst' });
  const [aside] = store.get().asides;
  assert.deepEqual(
    [aside?.name, aside?.participantId, aside?.note],
    ['ben (guest)', 'ben', 'Only you see this.'],
  );
  assert.deepEqual(store.get().chat, []);
});

test('a message to one person goes to nobody else', () => {
  const { chat, requests, peers, store } = createChat();
  const sent: string[] = [];
  chat.privately = { isChosen: () => true, send: (text) => sent.push(text), retry: () => undefined };
  chat.send('psst');
  assert.deepEqual([sent, requests, peers.sent, store.get().chat], [['psst'], [], [], []]);
});

test('a message that a connection brings before the answer to the join waits for the name of its sender', (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const { chat, store } = createChat('joining');
  const { roster } = store.get();
  store.set((state) => ({ ...state, roster: [], unlisted: [] }));
  chat.receive('ben', { type: 'private', id: 'key', text: 'psst' });
  t.mock.timers.tick(1_000);
  assert.deepEqual(store.get().asides, []);
  store.set((state) => ({ ...state, phase: 'joined', roster }));
  t.mock.timers.tick(1_000);
  assert.deepEqual(
    store.get().asides.map(({ peer, text }) => [peer, text]),
    [['ben', 'psst']],
  );
});
