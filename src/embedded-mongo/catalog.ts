import type { Database, Transaction } from 'lmdb';
import { decode, encode } from './documents.js';

export interface IndexSpec {
  v: 2;
  key: Record<string, 1 | -1>;
  name: string;
  unique?: boolean;
  expireAfterSeconds?: number;
}

/** The index that every collection has. */
export const ID_INDEX: IndexSpec = { v: 2, key: { _id: 1 }, name: '_id_', unique: true };

export interface Index {
  readonly id: number;
  readonly spec: IndexSpec;
  readonly fields: readonly string[];
}

export interface Collection {
  readonly id: number;
  /** `database.collection` */
  readonly namespace: string;
  indexes: Index[];
  /** The highest record number in use; undefined until the first insert reads it from disk. */
  lastRecord: number | undefined;
}

/** The list of collections and indexes: kept in memory, and written to disk with every change. */
export class Catalog {
  readonly #table: Database<Buffer, Buffer>;
  readonly #collections = new Map<string, Collection>();

  constructor(table: Database<Buffer, Buffer>) {
    this.#table = table;
    this.reload();
  }

  /** Discards the list in memory and reads it from disk again. */
  reload(): void {
    this.#collections.clear();
    for (const collection of storedCollections(this.#table)) {
      this.#collections.set(collection.namespace, collection);
    }
  }

  all(): Collection[] {
    return [...this.#collections.values()];
  }

  find(namespace: string): Collection | undefined {
    return this.#collections.get(namespace);
  }

  /** Creates a collection with a unique index on `_id`. Call this and `addIndex` only inside `Storage.write`. */
  create(namespace: string): Collection {
    const collection: Collection = { id: this.#nextId(), namespace, indexes: [], lastRecord: 0 };
    this.#collections.set(namespace, collection);
    this.addIndex(collection, ID_INDEX);
    return collection;
  }

  addIndex(collection: Collection, spec: IndexSpec): Index {
    const index = indexOf(this.#nextId(), spec);
    collection.indexes = [...collection.indexes, index];
    const indexes = collection.indexes.map(({ id, spec }) => ({ id, spec }));
    this.#table.putSync(Buffer.from(collection.namespace), encode({ id: collection.id, indexes }));
    return index;
  }

  #nextId(): number {
    return (
      1 + Math.max(0, ...this.all().flatMap(({ id, indexes }) => [id, ...indexes.map((index) => index.id)]))
    );
  }
}

/** Reads the list from disk, in the order of the namespaces. */
export function storedCollections(
  table: Database<Buffer, Buffer>,
  options: { transaction?: Transaction } = {},
): Collection[] {
  return [...table.getRange(options)].map(({ key, value }) => {
    const { id, indexes } = decode(value) as { id: number; indexes: { id: number; spec: IndexSpec }[] };
    return {
      id,
      namespace: key.toString(),
      indexes: indexes.map((index) => indexOf(index.id, index.spec)),
      lastRecord: undefined,
    };
  });
}

function indexOf(id: number, spec: IndexSpec): Index {
  return { id, spec, fields: Object.keys(spec.key) };
}
