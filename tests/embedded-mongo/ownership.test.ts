import assert from 'node:assert/strict';
import { mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { startEmbeddedMongo } from '../../src/embedded-mongo/embedded-mongo.js';
import { temporaryDirectory } from '../support/temporary-directory.js';
import { openClient, spawnEmbedded } from './support/server.js';

test('a second process on the same directory is refused, and the first continues to work', async (t) => {
  const directory = await temporaryDirectory(t);
  const first = await spawnEmbedded(t, directory);
  await assert.rejects(spawnEmbedded(t, directory), /is in use by another Parley process/);
  await assert.rejects(startEmbeddedMongo(directory), /is in use by another Parley process/);
  const client = await openClient(t, first.uri);
  await client.db('test').collection('notes').insertOne({ text: 'still here' });
});

test('when many processes start at once on a stale socket, exactly one gets the directory', async (t) => {
  const directory = await temporaryDirectory(t);
  const crashed = await spawnEmbedded(t, directory);
  await crashed.kill();
  const starts = await Promise.allSettled(Array.from({ length: 5 }, () => spawnEmbedded(t, directory)));
  const [winner, ...others] = starts.filter((start) => start.status === 'fulfilled');
  assert.ok(winner);
  assert.deepEqual(others, []);
  for (const start of starts) {
    if (start.status === 'rejected') assert.match(String(start.reason), /in use by another Parley process/);
  }
  const client = await openClient(t, winner.value.uri);
  assert.deepEqual(await client.db('test').command({ ping: 1 }), { ok: 1 });
});

test('a closed database can be opened again and holds all its data', async (t) => {
  const directory = await temporaryDirectory(t);
  for (const text of ['first', 'second']) {
    const embedded = await startEmbeddedMongo(directory);
    const client = await openClient(t, embedded.uri('test'));
    await client.db().collection('notes').insertOne({ text });
    await client.close();
    await embedded.close();
    await embedded.close();
  }
  const embedded = await startEmbeddedMongo(directory);
  t.after(() => embedded.close());
  const client = await openClient(t, embedded.uri('test'));
  const notes = await client.db().collection('notes').find().toArray();
  assert.deepEqual(
    notes.map(({ text }) => text as string),
    ['first', 'second'],
  );
});

test('a path that is too long for a socket is refused with a readable sentence', async (t) => {
  const directory = join(await temporaryDirectory(t), 'd'.repeat(120));
  await assert.rejects(startEmbeddedMongo(directory), /too long for a socket.*shorter path/);
});

test('other accounts on the machine can neither read the data nor connect', async (t) => {
  const directory = join(await temporaryDirectory(t), 'data');
  await mkdir(directory, { mode: 0o755 });
  const embedded = await startEmbeddedMongo(directory);
  t.after(() => embedded.close());
  for (const name of ['parley.mdb', 'mongo.sock']) {
    const { mode } = await stat(join(directory, name));
    assert.equal(mode & 0o777, 0o600, name);
  }
});

test('the failure of an open database is reported to onFailure', async (t) => {
  const directory = await temporaryDirectory(t);
  const worker = new Promise<{ terminate(): unknown }>((resolve) => process.once('worker', resolve));
  const failure = new Promise<Error>((onFailure) => {
    void startEmbeddedMongo(directory, { onFailure }).then(async () => (await worker).terminate());
  });
  assert.match((await failure).message, /embedded database has failed/);
});
