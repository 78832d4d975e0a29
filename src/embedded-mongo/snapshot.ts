import { statSync } from 'node:fs';
import { join } from 'node:path';
import { type Database, type RootDatabase, type Transaction, open } from 'lmdb';
import { type IndexSpec, storedCollections } from './catalog.js';
import { refuseLaterFormat } from './format.js';
import { rangeOf } from './layout.js';
import { hasPendingReplacement } from './replacement.js';

/** One collection as it was at the moment of the snapshot. */
export interface SnapshotCollection {
  readonly name: string;
  /** All indexes but the one on `_id`. */
  readonly indexes: readonly IndexSpec[];
  /** The documents as BSON, in the order of their insertion. */
  documents(): Iterable<Buffer>;
}

export interface Snapshot {
  /** In the order of their names. */
  readonly collections: readonly SnapshotCollection[];
  close(): Promise<void>;
}

/**
 * Opens one consistent state of `database` in `directory`, also while a process serves and changes it. All collections
 * show the same moment, because one read transaction of LMDB reads them all. While the snapshot is open, the database
 * cannot reuse the space that later changes free, so its file may grow. Resolves to null if there is no database file.
 */
export async function openSnapshot(directory: string, database: string): Promise<Snapshot | null> {
  const path = join(directory, 'parley.mdb');
  if (hasPendingReplacement(directory)) {
    throw new Error(
      `A restore of ${directory} was interrupted. Start Parley once, or repeat the restore. Then try again.`,
    );
  }
  const before = identityOf(path);
  if (before === null) return null;
  const environment = open({ path, readOnly: true, maxDbs: 4 });
  let transaction: Transaction | undefined;
  try {
    // LMDB opens the lock file by its name too, so a restore in between could combine two databases.
    if (identityOf(path) !== before) throw new Error('The database was replaced at this moment. Try again.');
    const tables = openTables(environment);
    transaction = environment.useReadTransaction();
    const { documents } = tables;
    const options = { transaction };
    refuseLaterFormat(tables.format, options);
    const prefix = `${database}.`;
    const collections = storedCollections(tables.catalog, options)
      .filter(({ namespace }) => namespace.startsWith(prefix))
      .map(({ id, namespace, indexes }) => ({
        name: namespace.slice(prefix.length),
        indexes: indexes.map(({ spec }) => spec).filter(({ name }) => name !== '_id_'),
        *documents() {
          for (const { value } of documents.getRange({ ...rangeOf(id, EMPTY), ...options })) yield value;
        },
      }));
    return { collections, close: () => closeAll(environment, transaction) };
  } catch (error) {
    await closeAll(environment, transaction);
    throw error;
  }
}

type Table = Database<Buffer, Buffer>;

const EMPTY = Buffer.alloc(0);

function openTables(environment: RootDatabase): Record<'catalog' | 'documents' | 'format', Table> {
  const table = (name: string) =>
    environment.openDB<Buffer, Buffer>({ name, encoding: 'binary', keyEncoding: 'binary' });
  return { catalog: table('catalog'), documents: table('documents'), format: table('format') };
}

async function closeAll(environment: RootDatabase, transaction: Transaction | undefined): Promise<void> {
  transaction?.done();
  await environment.close();
}

function identityOf(path: string): string | null {
  const stats = statSync(path, { bigint: true, throwIfNoEntry: false });
  return stats ? `${stats.dev} ${stats.ino}` : null;
}
