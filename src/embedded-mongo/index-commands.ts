import type { Collection, IndexSpec } from './catalog.js';
import type { Command } from './command.js';
import { type Document, topLevelField } from './documents.js';
import { MongoError, notImplemented, refuseUnknownFields } from './errors.js';
import type { Storage } from './storage.js';

const INDEX_FIELDS = ['key', 'name', 'unique', 'expireAfterSeconds', 'background'];

export function indexCommands(storage: Storage): Record<string, Command> {
  return {
    createIndexes: {
      fields: ['indexes'],
      run: ({ indexes }, { namespace }) => {
        const specs = (indexes as Document[]).map(parseSpec);
        return storage.write(() => {
          const isNew = !storage.catalog.find(namespace);
          const collection = storage.catalog.find(namespace) ?? storage.catalog.create(namespace);
          const before = collection.indexes.length;
          for (const spec of specs) if (!exists(collection, spec)) storage.createIndex(collection, spec);
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

function parseSpec(requested: Document): IndexSpec {
  refuseUnknownFields('createIndexes.indexes', requested, INDEX_FIELDS);
  // `background` has had no meaning since MongoDB 4.2; mongoose and connect-mongo still send it.
  const spec = { v: 2, ...requested } as IndexSpec & { background?: boolean };
  delete spec.background;
  for (const [field, direction] of Object.entries<unknown>(spec.key)) {
    if (direction !== 1 && direction !== -1) throw notImplemented(`an index of type ${String(direction)}`);
    topLevelField(field);
  }
  if (spec.expireAfterSeconds !== undefined && Object.keys(spec.key).length > 1) {
    throw notImplemented('a TTL index over several fields');
  }
  return spec;
}

/** Throws MongoError 85 if the collection has an index with the same name or key but different options. */
function exists(collection: Collection, spec: IndexSpec): boolean {
  const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);
  const options = ({ unique = false, expireAfterSeconds }: IndexSpec) => [unique, expireAfterSeconds];
  const similar = collection.indexes.find(
    (index) => index.spec.name === spec.name || same(index.spec.key, spec.key),
  )?.spec;
  if (!similar) return false;
  const isSame =
    similar.name === spec.name && same(similar.key, spec.key) && same(options(similar), options(spec));
  if (isSame) return true;
  throw new MongoError(
    85,
    `the index ${spec.name} conflicts with an existing index: ${JSON.stringify(similar)}`,
  );
}
