import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { test } from 'node:test';
import type { Authenticate } from '../../src/realtime/connections.js';
import { startRealtime, userFromCookie } from '../support/start-realtime.js';
import { TestPage, within } from '../support/test-page.js';
import { CODE, ann, bob } from '../support/two-in-call.js';

/** An `authenticate` that the test can change while the server runs. */
function switchable() {
  const state: { authenticate: Authenticate } = { authenticate: userFromCookie };
  const authenticate: Authenticate = (request) => state.authenticate(request);
  return { state, authenticate };
}

const nobody: Authenticate = () => Promise.resolve(null);
const broken: Authenticate = () => Promise.reject(new Error('The database cannot be read.'));

test('a session that expires during a call ends its page, which is told so', async (t) => {
  const { state, authenticate } = switchable();
  const server = await startRealtime(t, { authenticate, sessionCheckMs: 20 });
  const [first, second] = [await server.page(ann), await server.page(bob)];
  await first.join(CODE);
  await second.join(CODE);
  const ended = first.ended();
  state.authenticate = async (request) => {
    const login = await userFromCookie(request);
    return login?.user.id === ann.id ? null : login;
  };
  await first.next('session-ended');
  assert.equal(await ended, 'io server disconnect');
  await second.rosterOf('Bob');
  await second.get('media-state', { mic: false, camera: false });
});

test('while sessions cannot be read, connected pages stay', async (t) => {
  const { state, authenticate } = switchable();
  const server = await startRealtime(t, { authenticate, sessionCheckMs: 20 });
  const page = await server.page(ann);
  await page.join(CODE);
  let attempts = 0;
  await within<undefined>('three attempts', (done) => {
    state.authenticate = (request) => {
      attempts += 1;
      if (attempts === 3) done(undefined);
      return broken(request);
    };
  });
  await page.get('media-state', { mic: false, camera: false });
  assert.equal(page.count('session-ended'), 0);
  assert.ok(server.lines.some((line) => line.includes('could not read a session')));
});

test('a connection that joins the namespace again needs a session that is still valid', async (t) => {
  const { state, authenticate } = switchable();
  const server = await startRealtime(t, { authenticate });
  const [page, other] = [await server.page(ann), await server.page(bob)];
  await page.join(CODE);
  await other.join(CODE);
  const { engine } = page.socket.io;
  engine.send('1');
  await other.next('roster', ([first]) => first?.state === 'reconnecting');
  state.authenticate = nobody;
  const answer = within<string>('an answer', (done) => engine.on('message', done));
  engine.send('0');
  assert.match(await answer, /^4.*"unauthorized"/);
});

test('while sessions cannot be read, a page loses its connection and is not told to log in', async (t) => {
  const { state, authenticate } = switchable();
  const server = await startRealtime(t, { authenticate });
  state.authenticate = broken;
  for (const transport of ['websocket', 'polling'] as const) {
    await assert.rejects(
      server.page(ann, { transports: [transport] }),
      (error: Error) => error.message !== 'unauthorized',
    );
  }
  // The database fails between the handshake and the join of the namespace.
  let reads = 0;
  state.authenticate = (request) => {
    reads += 1;
    if (reads > 1) return broken(request);
    // The end of any session makes the server read the session again after the handshake.
    server.realtime.disconnectSession('another session');
    return userFromCookie(request);
  };
  const page = new TestPage(server.url, { cookie: `user=${encodeURIComponent(JSON.stringify(ann))}` });
  t.after(() => {
    page.close();
  });
  page.socket.on('connect_error', () => assert.fail('Socket.IO does not reconnect after a refusal'));
  const reason = await within<unknown>('disconnect', (done) => {
    page.socket.io.once('close', done);
  });
  assert.equal(reason, 'transport close');
});

test('a client that breaks off during the handshake does not disturb the server', async (t) => {
  const { state, authenticate } = switchable();
  const server = await startRealtime(t, { authenticate });
  const { hostname, port } = new URL(server.url);
  const asked = new Promise<() => void>((resolve) => {
    state.authenticate = (request) =>
      new Promise((answer) => {
        resolve(() => {
          answer(userFromCookie(request));
        });
      });
  });
  const socket = connect(Number(port), hostname);
  socket.write(
    [
      'GET /socket.io/?EIO=4&transport=websocket HTTP/1.1',
      `Host: ${hostname}:${port}`,
      'Connection: Upgrade',
      'Upgrade: websocket',
      'Sec-WebSocket-Version: 13',
      'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
      '\r\n',
    ].join('\r\n'),
  );
  const answer = await asked;
  socket.resetAndDestroy();
  state.authenticate = userFromCookie;
  const page = await server.page(bob);
  answer();
  await page.join(CODE);
});

test('a user has at most twenty connections, and a place is free again when one closes', async (t) => {
  const server = await startRealtime(t);
  const attempts = await Promise.allSettled(Array.from({ length: 30 }, () => server.page(ann)));
  const pages = attempts.flatMap((attempt) => (attempt.status === 'fulfilled' ? [attempt.value] : []));
  assert.equal(pages.length, 20);
  await assert.rejects(server.page(ann));
  await server.page(bob);
  pages[0]?.close();
  for (;;) {
    const again = await server.page(ann).catch(() => null);
    if (again) break;
  }
});
