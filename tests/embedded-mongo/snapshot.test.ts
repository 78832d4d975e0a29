import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';
import { BSON } from 'bson';
import { openSnapshot } from '../../src/embedded-mongo/snapshot.js';
import { temporaryDirectory } from '../support/temporary-directory.js';
import { openClient, spawnEmbedded, startEmbedded } from './support/server.js';

test('a snapshot shows one moment of all collections, whatever is written meanwhile', async (t) => {
  const directory = await temporaryDirectory(t);
  const { uri } = await spawnEmbedded(t, directory);
  const db = (await openClient(t, uri)).db();
  await db.collection('notes').createIndex({ owner: 1 }, { unique: true });
  await db.collection('notes').insertMany([{ owner: 'ann' }, { owner: 'ben' }]);
  await db.collection('calls').insertOne({ n: 1 });

  const snapshot = await openSnapshot(directory, 'test');
  assert.ok(snapshot);
  // Far more changes than LMDB has free pages, so that a reader without a transaction would see them.
  for (let round = 0; round < 20; round++) {
    await db.collection('notes').updateMany({}, { $set: { text: 'x'.repeat(2_000), round } });
    await db.collection('calls').updateOne({ n: { $gte: 1 } }, { $set: { n: round + 2 } });
    await db.collection('later').insertOne({ round });
  }
  await db.collection('notes').deleteMany({});
  const shown = snapshot.collections.map(({ name, indexes, documents }) => ({
    name,
    indexes: indexes.map(({ name }) => name),
    documents: [...documents()].map((bytes) => {
      const { _id, ...rest } = BSON.deserialize(bytes);
      return rest;
    }),
  }));
  await snapshot.close();
  assert.deepEqual(shown, [
    { name: 'calls', indexes: [], documents: [{ n: 1 }] },
    { name: 'notes', indexes: ['owner_1'], documents: [{ owner: 'ann' }, { owner: 'ben' }] },
  ]);
  const now = await openSnapshot(directory, 'test');
  assert.ok(now);
  assert.deepEqual(
    now.collections.map(({ name, documents }) => [name, [...documents()].length]),
    [
      ['calls', 1],
      ['later', 20],
      ['notes', 0],
    ],
  );
  await now.close();
});

test('a directory without a database has no snapshot, and stays empty', async (t) => {
  assert.equal(await openSnapshot(await temporaryDirectory(t), 'test'), null);
});

test('a snapshot whose process was killed does not keep the space of old documents for ever', async (t) => {
  const { directory, client } = await startEmbedded(t, { expiryIntervalMs: 100 });
  await client.db().collection('notes').insertOne({ owner: 'ann' });
  const script = `
    import { openSnapshot } from ${JSON.stringify(import.meta.resolve('../../src/embedded-mongo/snapshot.ts'))};
    const snapshot = await openSnapshot(${JSON.stringify(directory)}, 'test');
    [...(snapshot?.collections[0]?.documents() ?? [])];
    process.stdout.write('open');
    setInterval(() => snapshot, 1000);
  `;
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script], {
    stdio: 'pipe',
  });
  await once(child.stdout, 'data');
  const { open } = await import('lmdb');
  const observer = open({ path: `${directory}/parley.mdb`, readOnly: true, maxDbs: 4 });
  t.after(() => observer.close());
  const isListed = () => observer.readerList().includes(String(child.pid));
  assert.ok(isListed(), observer.readerList());
  child.kill('SIGKILL');
  await once(child, 'exit');
  const deadline = Date.now() + 10_000;
  while (isListed() && Date.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 50));
  assert.ok(!isListed(), observer.readerList());
});
