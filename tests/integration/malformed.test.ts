import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { NAME_MAX, TAB_ID_MAX } from '../../src/shared/limits.js';
import type { Reply } from '../../src/shared/protocol.js';
import { startRealtime, user } from '../support/start-realtime.js';
import type { TestPage } from '../support/test-page.js';
import { CODE } from '../support/two-in-call.js';

const LONG = 'x'.repeat(70_000);
const LONGISH = 'x'.repeat(15_000);

function nested(depth: number): unknown {
  return depth === 0 ? 1 : { deeper: nested(depth - 1) };
}

/** Payloads that no request accepts. */
const NO_PAYLOADS: [string, unknown][] = [
  ['nothing', undefined],
  ['null', null],
  ['a number', 42],
  ['not a number', NaN],
  ['a boolean', true],
  ['text', 'text'],
  ['no text', ''],
  ['long text', LONG],
  ['a list', []],
  ['a list of objects', [{ code: CODE }]],
  ['an empty object', {}],
  ['binary data', Buffer.from('data')],
  ['an object of binary data', { code: Buffer.from(CODE), signal: Buffer.from('x'), text: Buffer.from('x') }],
  ['deeply nested objects', nested(500)],
  ['keys of prototypes', JSON.parse('{"__proto__": {"code": "a"}, "constructor": {"prototype": {}}}')],
  [
    'fields of the wrong kind',
    { code: 1, tabId: [], media: 'x', to: {}, signal: 1, text: 1, mic: 'on', before: 0 },
  ],
  [
    'fields that are null',
    { code: null, tabId: null, media: null, to: null, text: null, mic: null, before: null },
  ],
  [
    'fields that are too long',
    { code: LONGISH, to: LONGISH, text: LONGISH, streamId: LONGISH, before: LONGISH },
  ],
];

const EVENTS = [
  'watch-call',
  'join-call',
  'signal',
  'media-state',
  'screen-share-started',
  'chat-message',
  'chat-history',
  'reaction',
];

/** Returns a page that is in a call. */
async function inCall(t: TestContext): Promise<TestPage> {
  const server = await startRealtime(t);
  const page = await server.page(user('Ann'));
  await page.join(CODE);
  return page;
}

function assertRefused(reply: Reply<unknown>): void {
  assert.ok(!reply.ok);
  assert.equal(reply.error.code, 'bad-request');
  assert.match(reply.error.message, /^[A-Z].*\.$/, 'the message is a sentence for people');
  assert.doesNotMatch(
    reply.error.message,
    /zod|expected|invalid|undefined/i,
    'the message is not for programmers',
  );
}

for (const event of EVENTS) {
  test(`${event} refuses payloads of every wrong kind`, async (t) => {
    const server = await startRealtime(t);
    for (const [what, payload] of NO_PAYLOADS) {
      const page = await server.page(user('Ann'));
      await page.join(CODE);
      await t.test(what, async () => {
        assertRefused(await page.send(event, payload));
        await page.get('leave-call', {});
      });
      page.close();
    }
  });
}

const media = { mic: true, camera: true };
const nearlyRight: [string, string, unknown][] = [
  ['join-call', 'without a page', { code: CODE, media }],
  ['join-call', 'with an endless page id', { code: CODE, media, tabId: 'x'.repeat(TAB_ID_MAX + 1) }],
  ['join-call', 'with an empty page id', { code: CODE, media, tabId: '' }],
  ['join-call', 'without media', { code: CODE, tabId: 'tab' }],
  ['join-call', 'with half the media', { code: CODE, tabId: 'tab', media: { mic: true } }],
  ['join-call', 'with a hand that is null', { code: CODE, tabId: 'tab', media: { ...media, hand: null } }],
  [
    'join-call',
    'with an endless screen',
    { code: CODE, tabId: 'tab', media: { ...media, screen: 'x'.repeat(65) } },
  ],
  ['join-call', 'with no code', { code: '   ', tabId: 'tab', media }],
  ['watch-call', 'with no code', { code: '?' }],
  ['media-state', 'with numbers for switches', { mic: 1, camera: 0 }],
  ['screen-share-started', 'with an empty stream', { streamId: '' }],
  ['signal', 'with a list for a signal', { to: 'someone', signal: [] }],
  ['signal', 'with text for a signal', { to: 'someone', signal: 'v=0' }],
  ['signal', 'with a signal that is too deep', { to: 'someone', signal: nested(20) }],
  ['signal', 'with binary data inside', { to: 'someone', signal: { kind: 'renew', data: Buffer.from('x') } }],
  ['signal', 'with a signal that is too long', { to: 'someone', signal: { sdp: LONG } }],
  ['signal', 'without an addressee', { signal: { kind: 'renew' } }],
  ['chat-message', 'without a key', { text: 'Hello' }],
  ['chat-message', 'with an empty key', { text: 'Hello', clientKey: '' }],
  ['chat-message', 'with an endless key', { text: 'Hello', clientKey: 'x'.repeat(NAME_MAX * 2) }],
  ['chat-history', 'with an operator for an id', { before: { $gt: '' } }],
  ['chat-history', 'with an id of the wrong form', { before: 'z'.repeat(24) }],
];

test('payloads that are nearly right are refused', async (t) => {
  const page = await inCall(t);
  for (const [event, what, payload] of nearlyRight) {
    await t.test(`${event} ${what}`, async () => {
      assertRefused(await page.send(event, payload));
    });
  }
});

test('requests that need no payload are answered with and without one', async (t) => {
  const page = await inCall(t);
  for (const args of [[], [{}], [null], [{ more: 1 }], [{}, 'more']]) {
    assert.deepEqual(await page.send('screen-share-stopped', ...args), { ok: true, value: {} });
  }
  for (const payload of ['text', 7, [1]]) assertRefused(await page.send('screen-share-stopped', payload));
});

test('unknown fields of a request are ignored', async (t) => {
  const page = await inCall(t);
  const more = JSON.parse(
    '{"mic": false, "camera": false, "isHost": true, "__proto__": {"polluted": true}}',
  ) as object;
  assert.equal((await page.send('media-state', more, 'extra', 1)).ok, true);
  const [self] = await page.next('roster', ([one]) => one?.media.mic === false);
  assert.deepEqual(self?.media, { mic: false, camera: false, hand: false, screen: null });
  assert.equal(({} as { polluted?: unknown }).polluted, undefined);
});

test('a request without an acknowledgement is executed, and an invalid one is dropped', async (t) => {
  const page = await inCall(t);
  page.socket.emit('media-state', { mic: false, camera: true });
  await page.next('roster', ([one]) => one?.media.mic === false);
  page.socket.emit('media-state', { mic: 'on' });
  page.socket.emit('media-state', { mic: true, camera: true }, 'not a function');
  await page.next('roster', ([one]) => one?.media.mic === true);
  page.socket.emit('join-call');
  page.socket.emit('chat-message', null, null, null);
  assert.equal((await page.ask('media-state', media)).ok, true);
});

test('unknown events are dropped, whatever their name', async (t) => {
  const page = await inCall(t);
  for (const name of [
    '',
    'toString',
    '__proto__',
    'constructor',
    'roster',
    'user-joined',
    'x'.repeat(10_000),
  ]) {
    page.socket.emit(name, { text: 'Hello' });
  }
  await assert.rejects(page.socket.timeout(200).emitWithAck('hasOwnProperty', {}));
  assert.equal((await page.ask('media-state', media)).ok, true);
});

for (const [what, packet] of [
  ['a name that Socket.IO keeps for itself', '42["disconnect","x"]'],
  ['a packet that is no JSON', '42{{{{'],
  ['an event without a name', '42[]'],
  ['an event with an object for a name', '42[{"a":1},{}]'],
  ['a number for a name', '42[7,{}]'],
  ['an acknowledgement nobody asked for', '439999[1]'],
  ['binary parts that never come', '459-["signal",{"_placeholder":true,"num":0}]'],
  ['a namespace that does not exist', '40/admin,'],
  ['an unknown packet', '49'],
  ['a message far beyond the limit', `42["signal","${'x'.repeat(200_000)}"]`],
] as const) {
  test(`${what} does not stop the server`, async (t) => {
    const server = await startRealtime(t);
    const [bad, good] = [await server.page(user('Mallory')), await server.page(user('Ann'))];
    await good.join(CODE);
    await bad.join(CODE);
    const { transport } = bad.socket.io.engine;
    (transport as unknown as { ws: WebSocket }).ws.send(packet);
    await good.get('media-state', { mic: false, camera: false });
    const newcomer = await server.page(user('Bob'));
    assert.equal((await newcomer.join('another-call')).roster.length, 1);
  });
}
