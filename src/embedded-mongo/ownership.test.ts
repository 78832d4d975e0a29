import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, rename, rm } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { claimSocket, socketAddress } from './ownership.js';

/** The path of a socket that nobody answers, as a crash leaves it. */
async function leftover(test: TestContext): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'parley-'));
  test.after(() => rm(directory, { recursive: true }));
  const path = join(directory, 'mongo.sock');
  const server = createServer().listen(path);
  await once(server, 'listening');
  await rename(path, `${path}.kept`); // a server that closes removes its own path only
  server.close();
  await rename(`${path}.kept`, path);
  return path;
}

test('a socket that a crash left is taken over', async (t) => {
  const path = await leftover(t);
  const server = createServer();
  t.after(() => server.close());
  await claimSocket(server, path, (work) => {
    work();
  });
  const client = connect(path);
  await once(client, 'connect');
  client.destroy();
});

test('when another process takes a leftover socket over at the same moment, it keeps it', async (t) => {
  const path = await leftover(t);
  const other = createServer();
  t.after(() => other.close());
  const server = createServer();
  let takeOver: Promise<void> | undefined;
  const claim = claimSocket(server, path, (work) => {
    takeOver = claimSocket(other, path, (otherWork) => {
      otherWork();
    });
    void takeOver.then(work);
  });
  await assert.rejects(claim, /in use by another Parley process/);
  await takeOver;
  const client = connect(path);
  await once(client, 'connect');
  client.destroy();
});

test('a path beyond the limit for sockets is reached relatively, or refused', () => {
  const deep = join(process.cwd(), 'd'.repeat(90), 'mongo.sock');
  assert.equal(socketAddress(deep), join('d'.repeat(90), 'mongo.sock'));
  assert.equal(socketAddress('/data/mongo.sock'), '/data/mongo.sock');
  assert.throws(() => socketAddress(join(deep, deep)), /too long for a socket/);
});
