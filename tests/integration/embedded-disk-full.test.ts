import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import { readDatabaseFile } from '../support/embedded-file.js';
import { openClient, startServerProcess, temporaryDirectory } from '../support/embedded-server.js';

// A limit on the size of files stands for the full disk: the write to the database file really fails, in the same
// system call, and nobody has to be root to try it.
const FULL = 'ulimit -S -f 8192'; // 4 or 8 MB, by the shell's unit

test('on a full disk writes fail clearly, reads go on, and writes work again once there is room', async (t) => {
  const directory = await temporaryDirectory(t);
  const server = await startServerProcess(t, directory, FULL);
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
  assert.match(refusal.message, /nothing was stored, the disk is full or failing: E(FBIG|NOSPC)/);
  assert.ok(stored > 10, `${stored} notes fitted`);

  assert.equal((await notes.find().toArray()).length, stored);
  await assert.rejects(notes.insertOne({ _id: -1, text: 'x'.repeat(1_000_000) }), { code: 14031 });
  assert.equal((await notes.findOne({ _id: stored - 1 }))?.text, text);

  execFileSync('prlimit', ['--pid', String(server.pid), '--fsize=unlimited']);
  await notes.insertOne({ _id: stored, text });
  await server.kill();
  const documents = await readDatabaseFile(directory);
  assert.equal(documents.get('test.notes')?.length, stored + 1);
});
