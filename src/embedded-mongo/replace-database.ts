import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import type { IndexSpec } from './catalog.js';
import { decode } from './documents.js';
import { claimSocket, SOCKET, socketAddress } from './ownership.js';
import {
  commitReplacement,
  finishReplacement,
  hasPendingReplacement,
  startReplacement,
} from './replacement.js';
import { openEnvironment, Storage } from './storage.js';

const FILE = 'parley.mdb';

export interface NewDatabase {
  /** The folder of the new files. A file that is added here takes its place together with the database. */
  readonly folder: string;
  /** Creates a collection with these indexes and the one on `_id`. */
  addCollection(name: string, indexes: readonly IndexSpec[]): Promise<void>;
  /** Stores documents, given as BSON with `_id` first. Rejects if a unique index forbids one of them. */
  insert(collection: string, documents: readonly Buffer[]): Promise<void>;
}

/**
 * Replaces the database in `directory` by a new one that `fill` writes. The old files stay in use until `fill` has
 * resolved and the new files are on disk; if it rejects, nothing changes. A crash leaves either the old or the new files.
 * Rejects with a readable sentence while another process uses the directory. `aside` is the folder with the old files; null
 * if there were none.
 */
export async function replaceDatabase<T>(
  directory: string,
  { database, stamp }: { database: string; stamp: string },
  fill: (target: NewDatabase) => Promise<T>,
): Promise<{ filled: T; aside: string | null }> {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const path = join(directory, FILE);
  const existed = existsSync(path) || hasPendingReplacement(directory);
  const claim = createServer((socket) => socket.destroy());
  const old = openEnvironment(path);
  try {
    await claimSocket(claim, socketAddress(resolve(directory, SOCKET)), (work) => {
      old.transactionSync(work);
    });
  } catch (error) {
    claim.close();
    await old.close();
    throw error;
  }
  let filled: T;
  try {
    await old.close();
    finishReplacement(directory); // of a restore that a crash has interrupted
    const folder = startReplacement(directory, stamp);
    try {
      filled = await writeDatabase(folder, database, fill);
    } catch (error) {
      rmSync(folder, { recursive: true });
      throw error;
    }
    if (!existed) removeDatabase(path);
    commitReplacement(directory, stamp);
    finishReplacement(directory);
  } catch (error) {
    // The lock needed a database file. An empty directory stays empty.
    if (!existed) removeDatabase(path);
    throw error;
  } finally {
    await new Promise((done) => claim.close(done));
  }
  const aside = join(directory, `before-restore-${stamp}`);
  return { filled, aside: existsSync(aside) ? aside : null };
}

async function writeDatabase<T>(
  folder: string,
  database: string,
  fill: (target: NewDatabase) => Promise<T>,
): Promise<T> {
  const path = join(folder, FILE);
  const environment = openEnvironment(path);
  const storage = new Storage(environment, path);
  try {
    return await fill({
      folder,
      addCollection: (name, indexes) =>
        storage.write(() => {
          const collection = storage.catalog.create(`${database}.${name}`);
          for (const spec of indexes) storage.catalog.addIndex(collection, spec);
        }),
      insert: (name, documents) =>
        storage.write(() => {
          const collection = storage.catalog.find(`${database}.${name}`);
          if (!collection) throw new Error(`the collection ${name} has not been added`);
          for (const bytes of documents) storage.insert(collection, decode(bytes), bytes);
        }),
    });
  } finally {
    await storage.close();
    rmSync(`${path}-lock`, { force: true });
  }
}

function removeDatabase(path: string): void {
  for (const file of [path, `${path}-lock`]) rmSync(file, { force: true });
}
