import { ID_INDEX, type IndexSpec } from './catalog.js';
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
          const existing = storage.catalog.find(namespace);
          const before = existing?.indexes.map(({ spec }) => spec) ?? [ID_INDEX];
          // Refuses a conflict with an existing index, or within the command, before the first change.
          const added: IndexSpec[] = [];
          for (const spec of specs) if (!exists([...before, ...added], spec)) added.push(spec);
          storage.createIndexes(existing ?? storage.catalog.create(namespace), added);
          return {
            numIndexesBefore: before.length,
            numIndexesAfter: before.length + added.length,
            createdCollectionAutomatically: !existing,
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

/** Throws MongoError 85 if one of the indexes has the same name or key but different options. */
function exists(indexes: readonly IndexSpec[], spec: IndexSpec): boolean {
  const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);
  const options = ({ unique = false, expireAfterSeconds }: IndexSpec) => [unique, expireAfterSeconds];
  const similar = indexes.find((index) => index.name === spec.name || same(index.key, spec.key));
  if (!similar) return false;
  const isSame =
    similar.name === spec.name && same(similar.key, spec.key) && same(options(similar), options(spec));
  if (isSame) return true;
  throw new MongoError(
    85,
    `the index ${spec.name} conflicts with an existing index: ${JSON.stringify(similar)}`,
  );
}
