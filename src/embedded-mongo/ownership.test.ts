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

test('of two processes that find the same leftover socket one takes it over, and keeps it', async (t) => {
  const path = await leftover(t);
  const claims = [createServer(), createServer()].map((server) => {
    t.after(() => server.close());
    return claimSocket(server, path, (work) => {
      work(); // both run in this thread, so no two of them at once
    });
  });
  const outcomes = await Promise.allSettled(claims);
  const refusals = outcomes.flatMap((outcome) =>
    outcome.status === 'rejected' ? [String(outcome.reason)] : [],
  );
  assert.equal(refusals.length, 1);
  assert.match(refusals.join(), /in use by another Parley process/);
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
