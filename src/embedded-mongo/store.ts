import { closeSync, openSync } from 'node:fs';
import { type Database, type RootDatabase, open } from 'lmdb';
import { Catalog, type Collection, type Index, type IndexSpec } from './catalog.js';
import { CommitQueue } from './commit-queue.js';
import { DiskReserve } from './disk-reserve.js';
import { type Document, MAX_DOCUMENT_BYTES, decode, fieldOf } from './documents.js';
import { MongoError } from './errors.js';
import { indexKey } from './keys.js';
import { documentKey, entryKey, rangeOf, recordOf } from './layout.js';

export interface Row {
  readonly record: number;
  readonly document: Document;
  readonly bytes: Buffer;
}

/** Opens the database file, private to its owner. Several processes may; only one may build a Store on it. */
export function openEnvironment(path: string): RootDatabase {
  closeSync(openSync(path, 'a', 0o600));
  // Without overlappingSync a commit has returned only after its fsync, which is LMDB's own contract.
  return open({ path, overlappingSync: false, maxDbs: 3 });
}

/** Documents and their indexes on LMDB. Reads are synchronous; `write` resolves when the commit is on disk. */
export class Store {
  readonly catalog: Catalog;
  readonly #environment: RootDatabase;
  readonly #documents: Table;
  readonly #entries: Table;
  readonly #reserve: DiskReserve;
  readonly #queue: CommitQueue;

  /** `path` is that of the environment's file. */
  constructor(environment: RootDatabase, path: string) {
    const table = (name: string) =>
      environment.openDB<Buffer, Buffer>({ name, encoding: 'binary', keyEncoding: 'binary' });
    this.#environment = environment;
    this.#documents = table('documents');
    this.#entries = table('indexes');
    this.catalog = new Catalog(table('catalog'));
    this.#reserve = new DiskReserve(environment, path);
    this.#queue = new CommitQueue(environment, this.#reserve, () => {
      this.catalog.reload();
    });
  }

  /** See CommitQueue. `insert`, `replace`, `remove` and `createIndex` may be called only in `work`. */
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

  /** Throws MongoError 11000, and leaves no trace, when the documents break the uniqueness asked for. */
  createIndex(collection: Collection, spec: IndexSpec): void {
    const fields = Object.keys(spec.key);
    const seen = new Set<string>();
    const found = [...this.scan(collection)].map(({ record, document }) => {
      const key = indexKey(document, fields);
      if (spec.unique && seen.has(key.toString('latin1'))) throw duplicate(collection, spec, document);
      seen.add(key.toString('latin1'));
      return { key, record };
    });
    const index = this.catalog.addIndex(collection, spec);
    for (const { key, record } of found) this.#write(this.#entries, entryKey(index.id, key, record), EMPTY);
  }

  row(collection: Collection, record: number): Row {
    const bytes = this.#documents.get(documentKey(collection.id, record));
    if (!bytes) throw new Error(`an index of ${collection.namespace} names the missing record ${record}`);
    return { record, document: decode(bytes), bytes };
  }

  /** All documents in order of insertion. */
  *scan(collection: Collection): Generator<Row> {
    for (const { key, value } of this.#documents.getRange(rangeOf(collection.id, EMPTY))) {
      yield { record: recordOf(key), document: decode(value), bytes: value };
    }
  }

  /**
   * Records whose first indexed values are `values` (encoded) and whose next one lies from `low` to `high`, in the
   * index's order or against it.
   */
  *lookup(
    index: Index,
    values: Buffer,
    { low, high, reverse = false }: { low?: Buffer; high?: Buffer; reverse?: boolean } = {},
  ): Generator<number> {
    const { start, end } = rangeOf(index.id, values, low, high);
    const range = reverse ? { start: end, end: start, reverse } : { start, end };
    for (const key of this.#entries.getKeys(range)) yield recordOf(key);
  }

  #findLastRecord(collection: Collection): number {
    const { start, end } = rangeOf(collection.id, EMPTY);
    const [last] = this.#documents.getKeys({ start: end, end: start, reverse: true, limit: 1 });
    return last ? recordOf(last) : 0;
  }

  /** Every check stands before the first change, so that a refused document leaves no trace. */
  #put(collection: Collection, after: Row, before?: Row): void {
    const size = after.bytes.length;
    if (size > MAX_DOCUMENT_BYTES) throw new MongoError(10334, `a document of ${size} bytes is too large`);
    const changes = collection.indexes.flatMap((index) => {
      const key = indexKey(after.document, index.fields);
      const oldKey = before && indexKey(before.document, index.fields);
      if (oldKey?.equals(key)) return [];
      if (index.spec.unique && this.#holds(index, key))
        throw duplicate(collection, index.spec, after.document);
      return [{ index, key, oldKey }];
    });
    for (const { index, key, oldKey } of changes) {
      if (oldKey) this.#remove(this.#entries, entryKey(index.id, oldKey, after.record));
      this.#write(this.#entries, entryKey(index.id, key, after.record), EMPTY);
    }
    this.#write(this.#documents, documentKey(collection.id, after.record), after.bytes);
  }

  #write(table: Table, key: Buffer, value: Buffer): void {
    this.#reserve.note(key.length + value.length);
    table.putSync(key, value);
  }

  #remove(table: Table, key: Buffer): void {
    this.#reserve.note(key.length);
    table.removeSync(key);
  }

  #holds(index: Index, key: Buffer): boolean {
    for (const _record of this.lookup(index, key)) return true;
    return false;
  }
}

type Table = Database<Buffer, Buffer>;

const EMPTY = Buffer.alloc(0);

function duplicate({ namespace }: Collection, { name, key }: IndexSpec, document: Document): MongoError {
  const values = Object.keys(key).map((field) => [field, fieldOf(document, field) ?? null] as const);
  const shown = values.map(([field, value]) => `${field}: ${JSON.stringify(value)}`);
  return new MongoError(
    11000,
    `E11000 duplicate key error collection: ${namespace} index: ${name} dup key: { ${shown.join(', ')} }`,
    { keyPattern: key, keyValue: Object.fromEntries(values) },
  );
}
