import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import { temporaryDirectory } from '../support/temporary-directory.js';
import { readDatabaseFile } from './support/database-file.js';
import { openClient, spawnEmbedded } from './support/server.js';

// A limit on file sizes simulates the full disk: the write to the database file fails in the same system call, and the
// test does not need root.
const LIMIT_FILE_SIZE = 'ulimit -S -f 8192'; // 4 or 8 MB, depending on the shell's unit

test('on a full disk writes fail with a clear error, reads continue, and writes work again once there is space', async (t) => {
  const directory = await temporaryDirectory(t);
  const server = await spawnEmbedded(t, directory, LIMIT_FILE_SIZE);
  const client = await openClient(t, server.uri);
  const notes = client.db().collection<{ _id: number; text: string }>('notes');
  const text = 'x'.repeat(100_000);

  let stored = 0;
  const refusal = await (async () => {
    for (;;) {
      try {
        await notes.insertOne({ _id: stored, text });
        stored++;
      } catch (error) {
        return error as { code?: unknown; message: string };
      }
    }
  })();
  assert.equal(refusal.code, 14031);
  assert.match(refusal.message, /nothing was stored because the disk is full or failing: E(FBIG|NOSPC)/);
  assert.ok(stored > 10, `${stored} notes were stored`);

  assert.equal((await notes.find().toArray()).length, stored);
  await assert.rejects(notes.insertOne({ _id: -1, text: 'x'.repeat(1_000_000) }), { code: 14031 });
  assert.equal((await notes.findOne({ _id: stored - 1 }))?.text, text);

  execFileSync('prlimit', ['--pid', String(server.pid), '--fsize=unlimited']);
  await notes.insertOne({ _id: stored, text });
  await server.kill();
  const documents = await readDatabaseFile(directory);
  assert.equal(documents.get('test.notes')?.length, stored + 1);
});
