import { createHash } from 'node:crypto';
import { BSON } from 'bson';
import type { BackupIndex } from '../backups/backup-records.js';
import type { BackupSource } from '../backups/encode-backup.js';
import { countsText, plural } from './backup-command.js';
import { CommandError } from './command-error.js';

/** The database that receives the data. All documents are BSON. */
export interface ExportTarget {
  /** Its name and hosts, without credentials. */
  readonly description: string;
  /** The names of all collections that hold documents. */
  filledCollections(): Promise<string[]>;
  /** Whether an earlier export was interrupted. Then the target holds nothing but its documents. */
  isUnfinished(): Promise<boolean>;
  /** Marks the database as incomplete, so that no server uses it. */
  begin(): Promise<void>;
  finish(): Promise<void>;
  clear(collection: string): Promise<void>;
  insert(collection: string, documents: readonly Buffer[]): Promise<void>;
  /** The documents with the ids of these documents. */
  same(collection: string, documents: readonly Buffer[]): Promise<Buffer[]>;
  count(collection: string): Promise<number>;
  createIndexes(collection: string, indexes: readonly BackupIndex[]): Promise<void>;
  indexes(collection: string): Promise<BackupIndex[]>;
}

const BATCH = { documents: 500, bytes: 4 * 1024 * 1024 };

/**
 * Copies all collections and compares the copies. An interrupted export leaves a mark, and the next one starts again.
 * @throws {CommandError} if the target holds other data, or if the copies differ
 */
export async function runExport(
  source: BackupSource,
  target: ExportTarget,
  { mayReplace, print }: { mayReplace: boolean; print(line: string): void },
): Promise<void> {
  await refuseForeignData(source, target, mayReplace);
  await target.begin();
  let total = 0;
  for (const { name, indexes, documents } of source.collections) {
    await target.clear(name);
    // Indexes that remove expired documents come last, because they would disturb the comparison.
    await target.createIndexes(name, indexes.filter(isLasting));
    for (const batch of batchesOf(documents())) await target.insert(name, batch);
    const { count, checksum } = await compare(name, documents, target);
    await target.createIndexes(name, indexes);
    await compareIndexes(name, indexes, target);
    total += count;
    print(
      `  ${name}: ${plural(count, 'document')}, ${plural(indexes.length, 'index', 'indexes')}, SHA-256 ${checksum}`,
    );
  }
  await target.finish();
  print(`Copied and compared ${countsText({ collections: source.collections.length, documents: total })}.`);
}

async function refuseForeignData(
  { collections }: BackupSource,
  target: ExportTarget,
  mayReplace: boolean,
): Promise<void> {
  const filled = await target.filledCollections();
  const own = new Set(collections.map(({ name }) => name));
  const foreign = filled.filter((name) => !own.has(name));
  if (foreign.length > 0) {
    throw new CommandError(
      `${target.description} holds other collections: ${foreign.join(', ')}. Choose an empty database.`,
    );
  }
  if (filled.length > 0 && !mayReplace && !(await target.isUnfinished())) {
    throw new CommandError(
      `${target.description} holds data of Parley already. Choose an empty database, or add --replace to delete them.`,
    );
  }
}

function isLasting({ expireAfterSeconds }: BackupIndex): boolean {
  return expireAfterSeconds === undefined;
}

/** Reads the copies back, and compares them byte by byte. */
async function compare(name: string, documents: () => Iterable<Buffer>, target: ExportTarget) {
  const checksum = createHash('sha256');
  let count = 0;
  for (const batch of batchesOf(documents())) {
    const copies = await target.same(name, batch);
    const expected = batch.map(digest).sort();
    if (expected.join() !== copies.map(digest).sort().join()) throw differs(name);
    for (const one of expected) checksum.update(one);
    count += batch.length;
  }
  if ((await target.count(name)) !== count) throw differs(name);
  return { count, checksum: checksum.digest('hex').slice(0, 16) };
}

async function compareIndexes(
  name: string,
  indexes: readonly BackupIndex[],
  target: ExportTarget,
): Promise<void> {
  const shape = ({ name, key, unique = false, expireAfterSeconds }: BackupIndex) =>
    JSON.stringify([name, key, unique, expireAfterSeconds ?? null]);
  const found = new Set((await target.indexes(name)).map(shape));
  if (!indexes.every((index) => found.has(shape(index)))) throw differs(`the indexes of ${name}`);
}

function differs(what: string): CommandError {
  return new CommandError(
    `The copy of ${what} differs from the original. Does another program write to the target? Repeat the export.`,
  );
}

function digest(bytes: Buffer): string {
  // MongoDB moves `_id` to the front.
  const { _id, ...others } = exactDocument(bytes) as Record<string, unknown>;
  return createHash('sha256')
    .update(BSON.serialize({ _id, ...others }))
    .digest('hex');
}

function* batchesOf(documents: Iterable<Buffer>): Generator<Buffer[]> {
  let batch: Buffer[] = [];
  let bytes = 0;
  for (const document of documents) {
    batch.push(document);
    bytes += document.length;
    if (batch.length < BATCH.documents && bytes < BATCH.bytes) continue;
    yield batch;
    batch = [];
    bytes = 0;
  }
  if (batch.length > 0) yield batch;
}

/** Keeps the types of all numbers, so that the driver sends the same bytes. */
export function exactDocument(bytes: Buffer): BSON.Document {
  return BSON.deserialize(bytes, {
    promoteValues: false,
    promoteLongs: false,
    promoteBuffers: false,
    bsonRegExp: true,
  });
}
