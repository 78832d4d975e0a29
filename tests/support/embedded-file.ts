import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { Document } from '../../src/embedded-mongo/documents.js';
import { indexKey } from '../../src/embedded-mongo/keys.js';
import { documentKey, entryKey } from '../../src/embedded-mongo/layout.js';
import { Store, openEnvironment } from '../../src/embedded-mongo/store.js';

/**
 * Reads the database file of a store that nobody has open, and asserts that it agrees with itself: the entries of the
 * indexes are exactly those that follow from the documents, none missing and none left over, and no document lies
 * outside the known collections. Returns the documents by collection ("database.collection").
 */
export async function readDatabaseFile(directory: string): Promise<Map<string, Document[]>> {
  const path = join(directory, 'parley.mdb');
  const environment = openEnvironment(path);
  const table = (name: string) =>
    environment.openDB<Buffer, Buffer>({ name, encoding: 'binary', keyEncoding: 'binary' });
  const store = new Store(environment, path);
  const documents = new Map<string, Document[]>();
  const expectedEntries: string[] = [];
  const expectedDocuments: string[] = [];
  for (const collection of store.catalog.all()) {
    const rows = [...store.scan(collection)];
    documents.set(
      collection.namespace,
      rows.map(({ document }) => document),
    );
    for (const { record, document } of rows) {
      expectedDocuments.push(documentKey(collection.id, record).toString('hex'));
      for (const index of collection.indexes) {
        expectedEntries.push(entryKey(index.id, indexKey(document, index.fields), record).toString('hex'));
      }
    }
  }
  const stored = (name: string) => [...table(name).getKeys({})].map((key) => key.toString('hex')).sort();
  assert.deepEqual(stored('indexes'), expectedEntries.sort());
  assert.deepEqual(stored('documents'), expectedDocuments.sort());
  await store.close();
  return documents;
}
