import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import type { Authenticate, Identity } from '../../src/realtime/connections.js';
import { callApi, tokenFor } from '../support/api-client.js';
import { PollingConnection } from '../support/polling-connection.js';
import { register } from '../support/register.js';
import { identityOf, startRealtime, userFromCookie } from '../support/start-realtime.js';
import { ANN, startServer } from '../support/start-server.js';
import { TestPage, within } from '../support/test-page.js';
import type { PageOptions } from '../support/test-page.js';
import { CODE, ann, bob } from '../support/two-in-call.js';

const DAY_MS = 24 * 60 * 60 * 1_000;
const CONNECTIONS_MAX = 20;

/** Returns a function that opens a connected page, and closes it when the test ends. */
function pages(t: TestContext, url: string) {
  return (options: PageOptions) => {
    const page = new TestPage(url, options);
    t.after(() => {
      page.close();
    });
    return page.connected();
  };
}

async function start(t: TestContext) {
  let now = Date.now();
  const server = await startServer(t, { now: () => now });
  await server.member();
  const login = await tokenFor(server.url);
  const create = async (changes: object = {}) => {
    const body = { name: 'Bot', scopes: ['read', 'write'], expiresInDays: 7, password: ANN.password };
    const request = { token: login, body: { ...body, ...changes } };
    const answer = await callApi(server.url, 'post', '/tokens', request);
    return answer.body as { id: string; token: string };
  };
  const wait = (ms: number) => {
    now += ms;
  };
  return { ...server, login, create, wait, open: pages(t, server.url) };
}

for (const transport of ['websocket', 'polling'] as const) {
  test(`a program with a token in its handshake joins a call, by ${transport}`, async (t) => {
    const { create, open } = await start(t);
    const { token } = await create();
    const page = await open({ auth: { token }, transports: [transport] });
    const { roster } = await page.join(CODE);
    assert.deepEqual(
      roster.map(({ name }) => name),
      ['Ann'],
    );
  });
}

test('a read-only, an unknown and an expired token are refused at the socket', async (t) => {
  const { create, open, wait } = await start(t);
  const reader = await create({ scopes: ['read'] });
  const writer = await create();
  (await open({ auth: { token: writer.token } })).close();
  for (const token of [reader.token, 'parley_unknown', `${writer.token}x`])
    await assert.rejects(open({ auth: { token } }), { message: 'unauthorized' });
  wait(7 * DAY_MS);
  await assert.rejects(open({ auth: { token: writer.token } }), { message: 'unauthorized' });
});

test('a token that is revoked in the middle of a call ends its sockets, and no others of the user', async (t) => {
  const { url, login, create, open } = await start(t);
  const { id, token } = await create();
  const [page, second] = [await open({ auth: { token } }), await open({ auth: { token } })];
  const other = await open({ auth: { token: login } });
  await other.join(CODE);
  await page.join(CODE);
  await other.rosterOf('Ann', 'Ann');
  const ended = [page.ended(), second.ended()];
  await callApi(url, 'delete', `/tokens/${id}`, { token: login });
  await page.next('session-ended');
  assert.deepEqual(await Promise.all(ended), ['io server disconnect', 'io server disconnect']);
  await other.rosterOf('Ann');
  await other.get('media-state', { mic: false, camera: false });
  await assert.rejects(open({ auth: { token } }), { message: 'unauthorized' });
});

test('a new password ends the sockets of all tokens', async (t) => {
  const { create, open, visitor } = await start(t);
  const { token } = await create();
  const page = await open({ auth: { token } });
  await page.join(CODE);
  const device = visitor();
  await device.post('/login').type('form').send(ANN).expect(303);
  const ended = page.ended();
  const passwords = { currentPassword: ANN.password, newPassword: 'a much better battery' };
  await device.post('/account/password').type('form').send(passwords).expect(303);
  await page.next('session-ended');
  assert.equal(await ended, 'io server disconnect');
});

test('a token in the handshake counts alone, whatever the cookie and the header', async (t) => {
  const server = await start(t);
  const { login, open } = server;
  const cookie = await register(server, 'Bob');
  const page = await open({ cookie, authorization: 'Bearer nonsense', auth: { token: login } });
  assert.equal((await page.join(CODE)).roster[0]?.name, 'Ann');
  const invalid = { auth: { token: 'nonsense' } };
  await assert.rejects(open({ cookie, ...invalid }), { message: 'unauthorized' });
  await assert.rejects(open({ authorization: `Bearer ${login}`, ...invalid }), { message: 'unauthorized' });

  // The page belongs to the token, so the end of Bob’s session does not concern it.
  await fetch(`${server.url}/logout`, { method: 'POST', headers: { cookie }, redirect: 'manual' });
  await page.get('media-state', { mic: false, camera: false });
});

test('a malformed token is refused like an unknown one, and the server goes on', async (t) => {
  const server = await start(t);
  const { login, open, lines } = server;
  const cookie = await register(server, 'Bob');
  for (const token of ['', null, 7, true, {}, [], [login], { token: login }, 'x'.repeat(257), '\0\ud800'])
    await assert.rejects(open({ cookie, auth: { token } }), { message: 'unauthorized' });
  assert.ok(!lines.some((line) => / error /.test(line)), lines.join('\n'));
  (await open({ auth: { token: login } })).close();
});

test('an auth value of any shape does not disturb the server', async (t) => {
  const server = await start(t);
  const cookie = await register(server, 'Bob');
  // Without a token the cookie counts.
  for (const auth of [{}, { other: 7 }, { token: undefined }, JSON.parse('{"__proto__":{"token":"x"}}')])
    (await server.open({ cookie, auth })).close();
  for (const auth of ['"text"', '[]', '["token"]', 'null', '{"token":', '{"token":[{"token":7}]}']) {
    const connection = await PollingConnection.open(server.url, cookie);
    await connection.send(`40${auth}`);
    const answer = await connection.receive();
    const isRefused = typeof answer === 'number' || answer.some((packet) => /^(44|1)/.test(packet));
    assert.ok(isRefused, `${auth}: ${JSON.stringify(answer)}`);
  }
  assert.ok(!server.lines.some((line) => / error /.test(line)), server.lines.join('\n'));
  await (await server.open({ auth: { token: server.login } })).join(CODE);
});

/** Tokens that a test can revoke while the server runs; without a token the cookie names the user. */
function tokenStore() {
  const valid = new Map<string, Identity>([
    ['ann-1', identityOf('token:1', ann)],
    ['ann-2', identityOf('token:2', ann)],
    ['bob-1', identityOf('token:3', bob)],
  ]);
  const authenticate: Authenticate = async (request, token) =>
    token === undefined ? userFromCookie(request) : (valid.get(token) ?? null);
  return { valid, authenticate };
}

test('a token that expires during a call ends its page, and no page of another token', async (t) => {
  const { valid, authenticate } = tokenStore();
  const server = await startRealtime(t, { authenticate, sessionCheckMs: 20 });
  const open = pages(t, server.url);
  const page = await open({ auth: { token: 'ann-1' } });
  const other = await open({ auth: { token: 'bob-1' } });
  await other.join(CODE);
  await page.join(CODE);
  const ended = page.ended();
  valid.delete('ann-1');
  await page.next('session-ended');
  assert.equal(await ended, 'io server disconnect');
  await other.rosterOf('Bob');
  await other.get('media-state', { mic: false, camera: false });
});

test('the end of the session of a cookie does not end the page of a token, and the end of the token does', async (t) => {
  const { valid, authenticate } = tokenStore();
  let hasSession = true;
  const server = await startRealtime(t, {
    authenticate: async (request, token) =>
      token === undefined && !hasSession ? null : authenticate(request, token),
    sessionCheckMs: 20,
  });
  const cookie = `user=${encodeURIComponent(JSON.stringify(ann))}`;
  const open = pages(t, server.url);
  const [byCookie, byToken] = [await open({ cookie }), await open({ cookie, auth: { token: 'ann-1' } })];
  const [cookieEnded, tokenEnded] = [byCookie.ended(), byToken.ended()];
  hasSession = false;
  await cookieEnded;
  await byToken.join(CODE);
  valid.delete('ann-1');
  await byToken.next('session-ended');
  await tokenEnded;
});

test('a connection does not change its token', async (t) => {
  const { valid, authenticate } = tokenStore();
  const server = await startRealtime(t, { authenticate, sessionCheckMs: 20 });
  const connection = await PollingConnection.open(server.url, '');
  const join = async (auth: string) => {
    await connection.send(`40${auth}`);
    return String(await connection.receive());
  };
  assert.match(await join('{"token":"ann-1"}'), /^40/);
  await connection.send('41');
  for (const auth of ['{"token":"ann-2"}', '{"token":"bob-1"}', ''])
    assert.match(await join(auth), /^44.*"unauthorized"/, auth);
  assert.match(await join('{"token":"ann-1"}'), /^40/);
  valid.delete('ann-1');
  while (typeof (await connection.receive()) !== 'number');
});

test('of two joins at once with different tokens, one is refused', async (t) => {
  const { valid, authenticate } = tokenStore();
  const server = await startRealtime(t, { authenticate, sessionCheckMs: 20 });
  const connection = await PollingConnection.open(server.url, '');
  await connection.send('40{"token":"ann-1"}', '40{"token":"ann-2"}');
  const answers: string[] = [];
  while (answers.length < 2) {
    const received = await connection.receive();
    assert.ok(typeof received !== 'number');
    answers.push(...received);
  }
  assert.deepEqual(answers.map((packet) => packet.slice(0, 2)).sort(), ['40', '44']);
  valid.clear();
  while (typeof (await connection.receive()) !== 'number');
});

test('the connections of a user count together, whether by cookie or by token', async (t) => {
  const { authenticate } = tokenStore();
  const server = await startRealtime(t, { authenticate });
  const open = pages(t, server.url);
  const cookie = `user=${encodeURIComponent(JSON.stringify(ann))}`;
  const first = await open({ auth: { token: 'ann-1' } });
  for (let i = 1; i < CONNECTIONS_MAX - 1; i += 1) await open({ auth: { token: 'ann-2' } });
  await open({ cookie, auth: { token: 'ann-1' } }); // counts once, although its handshake has a cookie too
  await assert.rejects(open({ cookie }));
  const surplus = new TestPage(server.url, { auth: { token: 'ann-1' } });
  t.after(() => {
    surplus.close();
  });
  surplus.socket.on('connect', () => assert.fail('the connection was one too many'));
  surplus.socket.on('connect_error', () => assert.fail('Socket.IO does not reconnect after a refusal'));
  const reason = await within<unknown>('the end of the connection', (done) => {
    surplus.socket.io.once('close', done);
  });
  assert.equal(reason, 'transport close');
  await open({ auth: { token: 'bob-1' } });
  const ended = first.ended();
  first.close();
  await ended;
  await open({ auth: { token: 'ann-1' } });
});
