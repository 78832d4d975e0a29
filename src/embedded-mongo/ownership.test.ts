import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, rename, rm } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { claimSocket, socketAddress } from './ownership.js';

/** Creates a socket without a listener, as a crash leaves it, and returns its path. */
async function staleSocket(test: TestContext): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'parley-'));
  test.after(() => rm(directory, { recursive: true }));
  const path = join(directory, 'mongo.sock');
  const server = createServer().listen(path);
  await once(server, 'listening');
  await rename(path, `${path}.moved`); // a closing server removes only its own path
  server.close();
  await rename(`${path}.moved`, path);
  return path;
}

test('a server takes over a stale socket that a crash left', async (t) => {
  const path = await staleSocket(t);
  const server = createServer();
  t.after(() => server.close());
  await claimSocket(server, path, (work) => {
    work();
  });
  const client = connect(path);
  await once(client, 'connect');
  client.destroy();
});

test('when two processes find the same stale socket, one of them takes it over and keeps it', async (t) => {
  const path = await staleSocket(t);
  const claims = [createServer(), createServer()].map((server) => {
    t.after(() => server.close());
    return claimSocket(server, path, (work) => {
      work(); // both run in this thread, one after the other
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

test('a path too long for a socket becomes relative or is refused', () => {
  const deep = join(process.cwd(), 'd'.repeat(90), 'mongo.sock');
  assert.equal(socketAddress(deep), join('d'.repeat(90), 'mongo.sock'));
  assert.equal(socketAddress('/data/mongo.sock'), '/data/mongo.sock');
  assert.throws(() => socketAddress(join(deep, deep)), /too long for a socket/);
});
