import assert from 'node:assert/strict';
import { statSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { open } from 'lmdb';
import { encode } from './documents.js';
import { Storage } from './storage.js';

test('on a system with pages of 16 kB, LMDB never has to extend its file either', async (t) => {
  const directory = await mkdtemp(join(tmpdir(), 'parley-'));
  t.after(() => rm(directory, { recursive: true }));
  const path = join(directory, 'parley.mdb');
  const environment = open({ path, overlappingSync: false, maxDbs: 4, pageSize: 16_384 });
  const storage = new Storage(environment, path);
  t.after(() => storage.close());
  const notes = await storage.write(() => storage.catalog.create('test.notes'));
  for (let id = 0; id < 40; id++) {
    const note = { _id: id, text: 'x'.repeat(50_000) };
    await storage.write(() => {
      storage.insert(notes, note, encode(note));
    });
    const { lastPageNumber, pageSize } = environment.getStats() as {
      lastPageNumber: number;
      pageSize: number;
    };
    assert.equal(pageSize, 16_384);
    assert.ok(statSync(path).size > (lastPageNumber + 1) * pageSize, `after commit ${id}`);
  }
});
