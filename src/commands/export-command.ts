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
  for (const collection of source.collections) {
    const { name, indexes, documents } = collection;
    await target.clear(name);
    // Indexes that remove expired documents come last, because they would disturb the copying.
    await target.createIndexes(name, indexes.filter(isLasting));
    for (const batch of batchesOf(documents())) await target.insert(name, batch);
    const { count, checksum } = await compare(collection, target);
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

/** Longer than any export. */
const HORIZON_MS = 60 * 60 * 1_000;

/**
 * Reads the copies back, and compares them byte by byte. A target that has the indexes from an earlier export removes
 * expired documents by itself, so these may be missing.
 */
async function compare(
  { name, indexes, documents }: BackupSource['collections'][number],
  target: ExportTarget,
): Promise<{ count: number; checksum: string }> {
  const checksum = createHash('sha256');
  const horizon = Date.now() + HORIZON_MS;
  let count = 0;
  let mayLeave = 0;
  for (const batch of batchesOf(documents())) {
    const copies = await target.same(name, batch);
    const now = Date.now();
    const lasting = (bytes: Buffer) => expiryOf(bytes, indexes) > now;
    const expected = batch.filter(lasting).map(digest).sort();
    if (expected.join() !== copies.filter(lasting).map(digest).sort().join()) throw differs(name);
    for (const one of expected) checksum.update(one);
    count += batch.length;
    mayLeave += batch.filter((bytes) => expiryOf(bytes, indexes) <= horizon).length;
  }
  const found = await target.count(name);
  if (found > count || found < count - mayLeave) throw differs(name);
  return { count, checksum: checksum.digest('hex').slice(0, 16) };
}

/** The time in ms since 1970 from which on MongoDB removes the document; Infinity if it stays. */
function expiryOf(bytes: Buffer, indexes: readonly BackupIndex[]): number {
  const expiring = indexes.filter((index) => !isLasting(index));
  if (expiring.length === 0) return Infinity;
  const document = exactDocument(bytes) as Record<string, unknown>;
  const times = expiring.map(({ key, expireAfterSeconds = 0 }) => {
    const value = document[Object.keys(key)[0] ?? ''];
    return value instanceof Date ? value.getTime() + expireAfterSeconds * 1_000 : Infinity;
  });
  return Math.min(...times);
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
