import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import type { Reply, Signal } from '../../src/shared/protocol.js';
import { PollingConnection } from '../support/polling-connection.js';
import { startRealtime, user } from '../support/start-realtime.js';
import type { RealtimeServer, TestUser } from '../support/start-realtime.js';
import type { TestPage } from '../support/test-page.js';
import { CODE, ann, bob, cem } from '../support/two-in-call.js';

const LONG: Signal = { kind: 'renew', connectionId: 'x'.repeat(60_000) };
const MEGABYTE = 1_000_000;

const cookieOf = (who: TestUser) => `user=${encodeURIComponent(JSON.stringify(who))}`;
const joinOf = (page: TestPage, tabId: string) =>
  `42["join-call",${JSON.stringify({ ...page.joinRequest(CODE), tabId })}]`;

/** Opens a WebSocket by hand that joins the call of `CODE` and then reads nothing more. */
async function joinWithoutReading(t: TestContext, server: RealtimeServer, join: string): Promise<void> {
  const { hostname, port } = new URL(server.url);
  const socket = connect(Number(port), hostname);
  t.after(() => socket.destroy());
  const lines = [
    'GET /socket.io/?EIO=4&transport=websocket HTTP/1.1',
    `Host: ${hostname}:${port}`,
    `Cookie: ${cookieOf(bob)}`,
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
  ];
  socket.write(`${lines.join('\r\n')}\r\n\r\n`);
  socket.write(frame('40'));
  await new Promise<void>((resolve) => {
    let text = '';
    socket.on('data', (chunk: Buffer) => {
      text += chunk.toString('latin1');
      if (text.includes('40{')) resolve();
    });
  });
  socket.write(frame(join));
  socket.removeAllListeners('data');
  socket.pause();
}

/** A text frame of WebSocket for up to 65,535 bytes, masked with zeros as a client must mask it. */
function frame(text: string): Buffer {
  const data = Buffer.from(text);
  const header = Buffer.from([0x81, 0x80 | 126, data.length >> 8, data.length & 255, 0, 0, 0, 0]);
  return Buffer.concat([header, data]);
}

/** Sends long signals one after another until the server refuses them. Returns how many it has relayed. */
async function sendUntilRefused(page: TestPage, to: string, most: number): Promise<number> {
  for (let sent = 0; sent < most; sent += 1) {
    const reply = await page.ask('signal', { to, signal: LONG });
    if (reply.ok) continue;
    assert.equal(reply.error.code, 'unreachable');
    return sent;
  }
  return most;
}

test('a client that never polls is cut off before it has a few megabytes of messages', async (t) => {
  const server = await startRealtime(t);
  const [page, other] = [await server.page(ann), await server.page(cem)];
  await page.join(CODE);
  const reader = await PollingConnection.open(server.url, cookieOf(bob));
  await reader.send('40');
  await reader.receive();
  await reader.send(joinOf(page, 'silent'));
  const to = (await page.rosterOf('Ann', 'Bob'))[1]?.participantId ?? '';
  const sent = await sendUntilRefused(page, to, 60);
  assert.ok(sent * 60_000 > MEGABYTE / 2 && sent * 60_000 < 2 * MEGABYTE, `${sent} signals`);
  await page.next('roster', ([, second]) => second?.state === 'reconnecting');
  assert.equal(await reader.send('3'), 400, 'the connection is closed');
  await other.join(CODE);
});

test('a WebSocket that is never read is cut off', async (t) => {
  const server = await startRealtime(t);
  const page = await server.page(ann);
  await page.join(CODE);
  await joinWithoutReading(t, server, joinOf(page, 'silent'));
  const to = (await page.rosterOf('Ann', 'Bob'))[1]?.participantId ?? '';
  // The operating system keeps some megabytes before the server has to, more than one user may send at once.
  for (const name of ['Cem', 'Dan', 'Eve', 'Fay']) {
    const sender = await server.page(user(name));
    await sender.join(CODE);
    if ((await sendUntilRefused(sender, to, 80)) < 80) break;
  }
  await page.next('roster', ([, second]) => second?.name === 'Bob' && second.state === 'reconnecting');
});

test('a page that reads receives more than a client may leave unread', async (t) => {
  const server = await startRealtime(t);
  const [page, other] = [await server.page(ann), await server.page(bob, { transports: ['polling'] })];
  await page.join(CODE);
  const { self: to } = await other.join(CODE);
  for (let sent = 0; sent < 40; sent += 1) {
    await page.get('signal', { to, signal: LONG });
    await other.next('signal');
  }
  await other.get('media-state', { mic: false, camera: false });
});

test('one user cannot send many megabytes of signals through new sockets', async (t) => {
  const server = await startRealtime(t, { now: () => 0 });
  const addressee = await server.page(bob);
  const { self: to } = await addressee.join(CODE);
  let sent = 0;
  for (let round = 0; round < 8; round += 1) {
    const page = await server.page(ann, { tabId: 'one page' });
    await page.join(CODE);
    for (let index = 0; index < 100; index += 1) {
      const reply: Reply<unknown> = await page.ask('signal', { to, signal: LONG });
      if (reply.ok) sent += 1;
      else assert.equal(reply.error.code, 'rate-limited');
    }
  }
  assert.ok(sent * 60_000 < 20 * MEGABYTE, `${sent} signals`);
});
