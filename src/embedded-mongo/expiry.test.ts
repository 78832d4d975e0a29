import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { encode } from './documents.js';
import { removeExpired } from './expiry.js';
import { Storage, openEnvironment } from './storage.js';

test('many expired documents are removed in transactions of at most 1,000, between which other writes run', async (t) => {
  const directory = await mkdtemp(join(tmpdir(), 'parley-'));
  t.after(() => rm(directory, { recursive: true }));
  const path = join(directory, 'parley.mdb');
  const storage = new Storage(openEnvironment(path), path);
  t.after(() => storage.close());
  const tokens = await storage.write(() => {
    const collection = storage.catalog.create('test.tokens');
    storage.createIndexes(collection, [
      { v: 2, key: { expires: 1 }, name: 'expires', expireAfterSeconds: 0 },
      { v: 2, key: { issued: 1 }, name: 'issued', expireAfterSeconds: 60 },
    ]);
    for (let id = 0; id < 2_500; id++) {
      const token = { _id: id, expires: new Date(id % 2), issued: new Date(id) };
      storage.insert(collection, token, encode(token));
    }
    const valid = { _id: 'valid', expires: new Date(2), issued: new Date(60_000) };
    storage.insert(collection, valid, encode(valid));
    return collection;
  });
  const count = () => [...storage.scan(tokens)].length;

  const removing = removeExpired(storage, 1);
  const left: number[] = [];
  while (left.at(-1) !== 1) left.push(await storage.write(count));
  assert.equal(await removing, 2_500);
  assert.ok(left.includes(1_501) && left.includes(501), `documents left at each write: ${left.join()}`);
});
