import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { startEmbeddedMongo } from '../../src/embedded-mongo/embedded-mongo.js';
import { openEnvironment } from '../../src/embedded-mongo/storage.js';
import { temporaryDirectory } from '../support/temporary-directory.js';
import { openClient } from './support/server.js';

/** Stores a note, closes the database, and changes its file with `change`. */
async function changedFile(
  t: TestContext,
  change: (format: { put(value: string): void; remove(): void }) => void,
): Promise<string> {
  const directory = await temporaryDirectory(t);
  const embedded = await startEmbeddedMongo(directory);
  const client = await openClient(t, embedded.uri('test'));
  await client.db().collection('notes').insertOne({ text: 'still here' });
  await client.close();
  await embedded.close();
  const environment = openEnvironment(join(directory, 'parley.mdb'));
  const table = environment.openDB<Buffer, Buffer>({
    name: 'format',
    encoding: 'binary',
    keyEncoding: 'binary',
  });
  const key = Buffer.from('format');
  change({
    put(value) {
      table.putSync(key, Buffer.from(value));
    },
    remove() {
      table.removeSync(key);
    },
  });
  await environment.close();
  return directory;
}

test('a database that a later release has written is refused with a sentence that says what to do', async (t) => {
  const directory = await changedFile(t, (format) => {
    format.put('2');
  });
  await assert.rejects(
    startEmbeddedMongo(directory),
    /^Error: A later release of Parley has written the database \(format 2; .* Start that release again, or restore/,
  );
});

test('a database from before formats had a version opens with all its data', async (t) => {
  const directory = await changedFile(t, (format) => {
    format.remove();
  });
  const embedded = await startEmbeddedMongo(directory);
  t.after(() => embedded.close());
  const client = await openClient(t, embedded.uri('test'));
  assert.equal((await client.db().collection('notes').findOne({}))?.['text'], 'still here');
});
