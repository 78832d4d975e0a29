import type { Collection, IndexSpec } from './catalog.js';
import type { Command } from './commands.js';
import { type Document, plainField } from './documents.js';
import { MongoError, notImplemented, refuseUnknownFields } from './errors.js';
import type { Store } from './store.js';

const INDEX_FIELDS = ['key', 'name', 'unique', 'expireAfterSeconds', 'background'];

export function indexCommands(store: Store): Record<string, Command> {
  return {
    createIndexes: {
      fields: ['indexes'],
      run: ({ indexes }, { namespace }) => {
        const specs = (indexes as Document[]).map(readSpec);
        return store.write(() => {
          const isNew = !store.catalog.find(namespace);
          const collection = store.catalog.find(namespace) ?? store.catalog.create(namespace);
          const before = collection.indexes.length;
          for (const spec of specs) if (!exists(collection, spec)) store.createIndex(collection, spec);
          return {
            numIndexesBefore: before,
            numIndexesAfter: collection.indexes.length,
            createdCollectionAutomatically: isNew,
          };
        });
      },
    },
  };
}

function readSpec(given: Document): IndexSpec {
  refuseUnknownFields('createIndexes.indexes', given, INDEX_FIELDS);
  // `background` has had no meaning since MongoDB 4.2; mongoose and connect-mongo still send it.
  const spec = { v: 2, ...given } as IndexSpec & { background?: boolean };
  delete spec.background;
  for (const [field, direction] of Object.entries<unknown>(spec.key)) {
    if (direction !== 1 && direction !== -1) throw notImplemented(`an index by ${String(direction)}`);
    plainField(field);
  }
  if (spec.expireAfterSeconds !== undefined && Object.keys(spec.key).length > 1) {
    throw notImplemented('expiry by an index over several fields');
  }
  return spec;
}

/** Throws MongoError 85 when there is such an index with other options. */
function exists(collection: Collection, spec: IndexSpec): boolean {
  const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);
  const options = ({ unique = false, expireAfterSeconds }: IndexSpec) => [unique, expireAfterSeconds];
  const like = collection.indexes.find(
    (index) => index.spec.name === spec.name || same(index.spec.key, spec.key),
  )?.spec;
  if (!like) return false;
  if (like.name === spec.name && same(like.key, spec.key) && same(options(like), options(spec))) return true;
  throw new MongoError(85, `an index like ${spec.name} exists: ${JSON.stringify(like)}`);
}
