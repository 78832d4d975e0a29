import { closeSync, openSync } from 'node:fs';
import { type Database, type RootDatabase, open } from 'lmdb';
import { Catalog, type Collection, type Index, type IndexSpec } from './catalog.js';
import { CommitQueue } from './commit-queue.js';
import { DiskReserve } from './disk-reserve.js';
import { type Document, MAX_DOCUMENT_BYTES, decode, fieldOf, refuseReorderedNames } from './documents.js';
import { MongoError } from './errors.js';
import { checkFormat } from './format.js';
import { indexKey } from './keys.js';
import { documentKey, entryKey, rangeOf, recordOf } from './layout.js';

export interface Row {
  readonly record: number;
  readonly document: Document;
  readonly bytes: Buffer;
}

interface Lookup {
  low?: Buffer;
  high?: Buffer;
  reverse?: boolean;
  limit?: number;
}

/**
 * Opens the database file, or creates it readable only by its owner. Several processes may open it, but only one of
 * them may create a Storage on it.
 */
export function openEnvironment(path: string): RootDatabase {
  closeSync(openSync(path, 'a', 0o600));
  // With `overlappingSync: false` a commit returns only after its fsync, as LMDB itself specifies.
  return open({ path, overlappingSync: false, maxDbs: 4 });
}

/** Documents and their indexes on LMDB. Reads are synchronous; `write` resolves when the commit is on disk. */
export class Storage {
  readonly catalog: Catalog;
  readonly #environment: RootDatabase;
  readonly #documents: Table;
  readonly #entries: Table;
  readonly #reserve: DiskReserve;
  readonly #queue: CommitQueue;

  /** `path` is the path of the environment's file. Throws if a later release has written the file. */
  constructor(environment: RootDatabase, path: string) {
    const table = (name: string) =>
      environment.openDB<Buffer, Buffer>({ name, encoding: 'binary', keyEncoding: 'binary' });
    checkFormat(table('format'));
    this.#environment = environment;
    this.#documents = table('documents');
    this.#entries = table('indexes');
    this.catalog = new Catalog(table('catalog'));
    this.#reserve = new DiskReserve(environment, path);
    this.#queue = new CommitQueue(environment, this.#reserve, () => {
      this.catalog.reload();
    });
  }

  /** See CommitQueue. Call `insert`, `replace`, `remove` and `createIndexes` only inside `work`. */
  write<T>(work: () => T): Promise<T> {
    return this.#queue.write(work);
  }

  async close(): Promise<void> {
    this.#queue.commit();
    await this.#environment.close();
    this.#reserve.close();
  }

  insert(collection: Collection, document: Document, bytes: Buffer): void {
    collection.lastRecord ??= this.#findLastRecord(collection);
    this.#put(collection, { record: collection.lastRecord + 1, document, bytes });
    collection.lastRecord++;
  }

  replace(collection: Collection, before: Row, document: Document, bytes: Buffer): void {
    this.#put(collection, { record: before.record, document, bytes }, before);
  }

  remove(collection: Collection, { record, document }: Row): void {
    for (const index of collection.indexes) {
      this.#remove(this.#entries, entryKey(index.id, indexKey(document, index.fields), record));
    }
    this.#remove(this.#documents, documentKey(collection.id, record));
  }

  /**
   * Creates all these indexes or none. Throws MongoError 11000 if two documents have the same key in a unique index; then
   * nothing has changed.
   */
  createIndexes(collection: Collection, specs: readonly IndexSpec[]): void {
    const prepared = specs.map((spec) => ({ spec, entries: this.#entriesOf(collection, spec) }));
    for (const { spec, entries } of prepared) {
      const index = this.catalog.addIndex(collection, spec);
      for (const { key, record } of entries)
        this.#write(this.#entries, entryKey(index.id, key, record), EMPTY);
    }
  }

  row(collection: Collection, record: number): Row {
    const bytes = this.#documents.get(documentKey(collection.id, record));
    if (!bytes)
      throw new Error(`an index of ${collection.namespace} refers to record ${record}, which does not exist`);
    return { record, document: decode(bytes), bytes };
  }

  /** Yields all documents in order of insertion. */
  *scan(collection: Collection): Generator<Row> {
    for (const { key, value } of this.#documents.getRange(rangeOf(collection.id, EMPTY))) {
      yield { record: recordOf(key), document: decode(value), bytes: value };
    }
  }

  /**
   * Yields the records whose first indexed values equal `values` and whose next value is between `low` and `high`, both
   * inclusive. All values are encoded (`keys.ts`). The records come in the order of the index, or reversed, and at most
   * `limit` of them.
   */
  *lookup(
    index: Index,
    values: Buffer,
    { low, high, reverse = false, limit = Infinity }: Lookup = {},
  ): Generator<number> {
    const { start, end } = rangeOf(index.id, values, low, high);
    const range = reverse ? { start: end, end: start, reverse } : { start, end };
    for (const key of this.#entries.getKeys({ ...range, limit })) yield recordOf(key);
  }

  /** The entries that an index over the stored documents needs. */
  #entriesOf(collection: Collection, spec: IndexSpec): { key: Buffer; record: number }[] {
    const fields = Object.keys(spec.key);
    const seen = new Set<string>();
    return [...this.scan(collection)].map(({ record, document }) => {
      const key = indexKey(document, fields);
      if (spec.unique && seen.has(key.toString('latin1')))
        throw duplicateKeyError(collection, spec, document);
      seen.add(key.toString('latin1'));
      return { key, record };
    });
  }

  #findLastRecord(collection: Collection): number {
    const { start, end } = rangeOf(collection.id, EMPTY);
    const [last] = this.#documents.getKeys({ start: end, end: start, reverse: true, limit: 1 });
    return last ? recordOf(last) : 0;
  }

  /** Makes every check before the first change, so that a refused document changes nothing. */
  #put(collection: Collection, after: Row, before?: Row): void {
    const size = after.bytes.length;
    if (size > MAX_DOCUMENT_BYTES) throw new MongoError(10334, `the document is too large: ${size} bytes`);
    refuseReorderedNames(after.document);
    const changes = collection.indexes.flatMap((index) => {
      const key = indexKey(after.document, index.fields);
      const oldKey = before && indexKey(before.document, index.fields);
      if (oldKey?.equals(key)) return [];
      if (index.spec.unique && this.#hasKey(index, key))
        throw duplicateKeyError(collection, index.spec, after.document);
      return [{ index, key, oldKey }];
    });
    for (const { index, key, oldKey } of changes) {
      if (oldKey) this.#remove(this.#entries, entryKey(index.id, oldKey, after.record));
      this.#write(this.#entries, entryKey(index.id, key, after.record), EMPTY);
    }
    this.#write(this.#documents, documentKey(collection.id, after.record), after.bytes);
  }

  #write(table: Table, key: Buffer, value: Buffer): void {
    this.#reserve.countChange(key.length + value.length);
    table.putSync(key, value);
  }

  #remove(table: Table, key: Buffer): void {
    this.#reserve.countChange(key.length);
    table.removeSync(key);
  }

  #hasKey(index: Index, key: Buffer): boolean {
    for (const _record of this.lookup(index, key)) return true;
    return false;
  }
}

type Table = Database<Buffer, Buffer>;

const EMPTY = Buffer.alloc(0);

function duplicateKeyError(
  { namespace }: Collection,
  { name, key }: IndexSpec,
  document: Document,
): MongoError {
  const values = Object.keys(key).map((field) => [field, fieldOf(document, field) ?? null] as const);
  const pairs = values.map(([field, value]) => `${field}: ${JSON.stringify(value)}`);
  return new MongoError(
    11000,
    `E11000 duplicate key error collection: ${namespace} index: ${name} dup key: { ${pairs.join(', ')} }`,
    { keyPattern: key, keyValue: Object.fromEntries(values) },
  );
}
