import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import mongoose from 'mongoose';
import { PollingConnection } from '../support/polling-connection.js';
import { logIn, logOut, register } from '../support/register.js';
import { startServer } from '../support/start-server.js';
import type { TestServer } from '../support/start-server.js';
import { TestPage, within } from '../support/test-page.js';
import { CODE } from '../support/two-in-call.js';

async function open(t: TestContext, server: TestServer, cookie: string): Promise<TestPage> {
  const page = new TestPage(server.url, { cookie });
  t.after(() => {
    page.close();
  });
  return page.connected();
}

/** Stores that the session was used two hours ago, so that its next use renews its expiry in the database. */
async function ageSessions(): Promise<void> {
  const lastModified = new Date(Date.now() - 2 * 60 * 60 * 1_000);
  const sessions = mongoose.connection.getClient().db().collection('sessions');
  const { matchedCount } = await sessions.updateMany({}, { $set: { lastModified } });
  assert.ok(matchedCount > 0);
}

test('a connection that left the namespace does not come back in after the logout', async (t) => {
  const server = await startServer(t);
  const cookie = await register(server, 'Ann');
  const { engine } = (await open(t, server, cookie)).socket.io;
  const received: string[] = [];
  engine.on('message', (data: string) => received.push(data));
  engine.send('1');
  await logOut(server, cookie);
  await within<undefined>('the end of the connection', (done) => {
    if (engine.readyState === 'closed') done(undefined);
    else engine.once('close', () => done(undefined));
    engine.send('0');
  });
  assert.ok(
    received.every((packet) => !packet.startsWith('0')),
    'the server let nobody in',
  );
});

test('logging out on one device ends the pages of this device alone', async (t) => {
  const server = await startServer(t);
  const [laptop, phone] = [await register(server, 'Ann'), await logIn(server, 'Ann')];
  const [first, second] = [await open(t, server, laptop), await open(t, server, laptop)];
  const other = await open(t, server, phone);
  await first.join(CODE);
  await second.join(CODE);
  await other.join(CODE);
  await other.fence();
  const ended = [first.ended(), second.ended()];
  await logOut(server, laptop);
  assert.deepEqual(await Promise.all(ended), ['io server disconnect', 'io server disconnect']);
  await other.rosterOf('Ann');
  await other.get('media-state', { mic: false, camera: false });
});

test('a page is told that its session has ended', async (t) => {
  const server = await startServer(t);
  const cookie = await register(server, 'Ann');
  const page = await open(t, server, cookie);
  await page.join(CODE);
  await logOut(server, cookie);
  await page.next('session-ended');
  await page.ended();
});

test('pages that connect while their session ends do not disturb the server', async (t) => {
  const server = await startServer(t);
  await register(server, 'Ann');
  for (let round = 0; round < 5; round += 1) {
    const cookie = await logIn(server, 'Ann');
    await ageSessions();
    const attempts = [PollingConnection.open(server.url, cookie), logOut(server, cookie)];
    await Promise.allSettled([...attempts, PollingConnection.open(server.url, cookie)]);
  }
  assert.equal((await fetch(server.url)).status, 200);
});

test('connecting does not prolong the session', async (t) => {
  const server = await startServer(t);
  const cookie = await register(server, 'Ann');
  await ageSessions();
  const sessions = mongoose.connection.getClient().db().collection('sessions');
  const before = await sessions.find().toArray();
  const connection = await PollingConnection.open(server.url, cookie);
  await connection.send('40');
  await connection.receive();
  assert.deepEqual(await sessions.find().toArray(), before);
});
