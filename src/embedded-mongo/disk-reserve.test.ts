import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { statSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { encode } from './documents.js';
import { Store, openEnvironment } from './store.js';

test('LMDB never has to make its file longer, whatever a commit holds', async (t) => {
  const directory = await mkdtemp(join(tmpdir(), 'parley-'));
  t.after(() => rm(directory, { recursive: true }));
  const path = join(directory, 'parley.mdb');
  const environment = openEnvironment(path);
  const store = new Store(environment, path);
  t.after(() => store.close());
  const notes = await store.write(() => {
    const collection = store.catalog.create('test.notes');
    for (const field of ['a', 'b']) store.createIndex(collection, { v: 2, key: { [field]: 1 }, name: field });
    return collection;
  });
  let id = 0;
  for (let commit = 0; commit < 300; commit++) {
    const changes = commit % 20 === 0 ? 600 : randomInt(1, 20);
    await store.write(() => {
      if (commit % 3 === 2) {
        const rows = [...store.scan(notes)].filter(() => randomInt(3) === 0);
        for (const row of rows.slice(0, changes)) store.remove(notes, row);
        return;
      }
      for (let change = 0; change < changes; change++) {
        const text = 'x'.repeat(randomInt(changes > 20 ? 1_000 : 50_000));
        const note = { _id: ++id, a: Math.random(), b: `${'y'.repeat(randomInt(900))}${id}`, text };
        store.insert(notes, note, encode(note));
      }
    });
    const { lastPageNumber, pageSize } = environment.getStats() as {
      lastPageNumber: number;
      pageSize: number;
    };
    const used = (lastPageNumber + 1) * pageSize;
    assert.ok(statSync(path).size > used, `${used} bytes are in use after commit ${commit}`);
  }
});
