import { existsSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { DATABASE } from './database.js';
import { BackupError } from './backups/backup-error.js';
import type { BackupHeader, BackupIndex } from './backups/backup-records.js';
import type { BackupSource } from './backups/encode-backup.js';
import { findRunningMongo } from './embedded-mongo/embedded-mongo.js';
import { replaceDatabase } from './embedded-mongo/replace-database.js';
import type { NewDatabase } from './embedded-mongo/replace-database.js';
import { hasPendingReplacement } from './embedded-mongo/replacement.js';
import { openSnapshot } from './embedded-mongo/snapshot.js';
import { makePrivateDirectory } from './security/private-directory.js';
import { SECRET_FILE } from './security/secrets.js';

export interface DataSnapshot extends BackupSource {
  close(): Promise<void>;
}

/**
 * Opens one consistent state of the embedded database in `dataDir`, also beside a running server, and the secret of the
 * sessions. Resolves to null if there is no database.
 */
export async function openData(dataDir: string): Promise<DataSnapshot | null> {
  const directory = resolve(dataDir);
  const snapshot = await openSnapshot(directory, DATABASE);
  if (!snapshot) return null;
  const file = join(directory, SECRET_FILE);
  // The secret never changes, so its file belongs to every state of the database.
  const sessionSecret = existsSync(file) ? readFileSync(file, 'utf8') : undefined;
  return { ...snapshot, createdAt: new Date(), sessionSecret };
}

/** Whether a process serves the embedded database in `dataDir`. */
export async function isServed(dataDir: string): Promise<boolean> {
  return (await findRunningMongo(resolve(dataDir))) !== null;
}

export interface NewData {
  addHeader(header: BackupHeader): Promise<void>;
  addCollection(name: string, indexes: readonly BackupIndex[]): Promise<void>;
  insert: NewDatabase['insert'];
}

/** Whether the directory holds data of Parley, or a restore that was interrupted at its last step. */
export function hasData(dataDir: string): boolean {
  const directory = resolve(dataDir);
  return (
    ['parley.mdb', SECRET_FILE].some((name) => existsSync(join(directory, name))) ||
    hasPendingReplacement(directory)
  );
}

/**
 * Replaces all data in `dataDir` by those that `fill` writes; see `replaceDatabase`.
 */
export async function replaceData<T>(
  dataDir: string,
  fill: (target: NewData) => Promise<T>,
): Promise<{ filled: T; aside: string | null }> {
  const directory = resolve(dataDir);
  makePrivateDirectory(directory);
  const stamp = new Date().toISOString().replace(/[.:]/g, '-');
  return replaceDatabase(directory, { database: DATABASE, stamp }, (target) =>
    fill({
      async addHeader({ sessionSecret }) {
        if (sessionSecret !== undefined)
          await writeFile(join(target.folder, SECRET_FILE), sessionSecret, { mode: 0o600, flag: 'wx' });
      },
      addCollection: (name, indexes) => target.addCollection(name, indexes),
      insert: (name, documents) => target.insert(name, documents).catch(refuseDocuments),
    }),
  );
}

/** Not BSON, a second document with a unique key, or a value that an index cannot hold. */
const REFUSALS: readonly unknown[] = [22, 11000, 238];

function refuseDocuments(error: unknown): never {
  if (!(error instanceof Error && 'code' in error && REFUSALS.includes(error.code))) throw error;
  // Without its message, which quotes the document.
  throw new BackupError('The backup holds documents that contradict each other. Use another backup.');
}
