import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { statSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { encode } from './documents.js';
import { Storage, openEnvironment } from './storage.js';

test('LMDB never has to extend its file, whatever a commit contains', async (t) => {
  const directory = await mkdtemp(join(tmpdir(), 'parley-'));
  t.after(() => rm(directory, { recursive: true }));
  const path = join(directory, 'parley.mdb');
  const environment = openEnvironment(path);
  const storage = new Storage(environment, path);
  t.after(() => storage.close());
  const notes = await storage.write(() => {
    const collection = storage.catalog.create('test.notes');
    for (const field of ['a', 'b'])
      storage.createIndexes(collection, [{ v: 2, key: { [field]: 1 }, name: field }]);
    return collection;
  });
  let id = 0;
  for (let commit = 0; commit < 300; commit++) {
    const changes = commit % 20 === 0 ? 600 : randomInt(1, 20);
    await storage.write(() => {
      if (commit % 3 === 2) {
        const rows = [...storage.scan(notes)].filter(() => randomInt(3) === 0);
        for (const row of rows.slice(0, changes)) storage.remove(notes, row);
        return;
      }
      for (let change = 0; change < changes; change++) {
        const text = 'x'.repeat(randomInt(changes > 20 ? 1_000 : 50_000));
        const note = { _id: ++id, a: Math.random(), b: `${'y'.repeat(randomInt(900))}${id}`, text };
        storage.insert(notes, note, encode(note));
      }
    });
    const { lastPageNumber, pageSize } = environment.getStats() as {
      lastPageNumber: number;
      pageSize: number;
    };
    const used = (lastPageNumber + 1) * pageSize;
    assert.ok(
      statSync(path).size > used,
      `the file is longer than its ${used} bytes in use after commit ${commit}`,
    );
  }
});
