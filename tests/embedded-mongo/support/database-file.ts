import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { Document } from '../../../src/embedded-mongo/documents.js';
import { indexKey } from '../../../src/embedded-mongo/keys.js';
import { documentKey, entryKey } from '../../../src/embedded-mongo/layout.js';
import { Storage, openEnvironment } from '../../../src/embedded-mongo/storage.js';

/**
 * Reads a database file that no process has open and asserts that it is consistent: every index has exactly the entries
 * that its collection's documents require, and every document belongs to a collection of the catalog. Returns the
 * documents of each collection ("database.collection").
 */
export async function readDatabaseFile(directory: string): Promise<Map<string, Document[]>> {
  const path = join(directory, 'parley.mdb');
  const environment = openEnvironment(path);
  const table = (name: string) =>
    environment.openDB<Buffer, Buffer>({ name, encoding: 'binary', keyEncoding: 'binary' });
  const storage = new Storage(environment, path);
  const documents = new Map<string, Document[]>();
  const expectedEntries: string[] = [];
  const expectedDocuments: string[] = [];
  for (const collection of storage.catalog.all()) {
    const rows = [...storage.scan(collection)];
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
  await storage.close();
  return documents;
}
