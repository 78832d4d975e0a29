import type { Collection } from './catalog.js';
import type { Command, Target } from './command.js';
import { type Document, decode, encode, withIdFirst } from './documents.js';
import { MongoError, notImplemented, refuseUnknownFields } from './errors.js';
import { compileProjection } from './projection.js';
import { select } from './select.js';
import type { Row, Storage } from './storage.js';
import { applyUpdate, upsertedDocument } from './update.js';

interface UpdateStatement {
  q: Document;
  u: unknown;
  multi?: boolean;
  upsert?: boolean;
}

const UPDATE_FIELDS = ['q', 'u', 'multi', 'upsert'];

interface DeleteStatement {
  q: Document;
  limit: number;
}

const DELETE_FIELDS = ['q', 'limit'];

interface FindAndModifyCommand {
  query?: Document;
  sort?: Record<string, 1 | -1>;
  fields?: Document;
  update?: unknown;
  upsert?: boolean;
  new?: boolean;
}

export function writeCommands(storage: Storage): Record<string, Command> {
  return {
    insert: {
      fields: ['documents', 'ordered'],
      run: (command, target) => {
        const documents = target.sequences['documents'] ?? (command['documents'] as Buffer[]);
        // Decodes everything before the first write, so that invalid BSON fails the whole command.
        const rows = documents.map((bytes) => ({ document: decodeWithId(bytes), bytes: withIdFirst(bytes) }));
        return storage.write(() => {
          const collection = findOrCreate(storage, target);
          let n = 0;
          const failures = runEach(rows, command['ordered'], ({ document, bytes }) => {
            storage.insert(collection, document, bytes);
            n++;
          });
          return { n, ...failures };
        });
      },
    },

    update: {
      fields: ['updates', 'ordered'],
      run: (command, target) => {
        const statements = parseStatements<UpdateStatement>(command, target, 'updates', UPDATE_FIELDS);
        return storage.write(() => {
          const collection = findOrCreate(storage, target);
          let [n, nModified] = [0, 0];
          const upserted: Document[] = [];
          const failures = runEach(statements, command['ordered'], ({ q, u, multi, upsert }, index) => {
            const rows = select(storage, collection, q, { limit: multi ? 0 : 1 });
            for (const row of rows) {
              if (update(storage, collection, row, u) !== row.document) nModified++;
              n++;
            }
            if (rows.length > 0 || !upsert) return;
            upserted.push({ index, _id: insertUpserted(storage, collection, q, u)['_id'] });
            n++;
          });
          return { n, nModified, ...(upserted.length > 0 && { upserted }), ...failures };
        });
      },
    },

    delete: {
      fields: ['deletes', 'ordered'],
      run: (command, target) => {
        const statements = parseStatements<DeleteStatement>(command, target, 'deletes', DELETE_FIELDS);
        return storage.write(() => {
          const collection = findOrCreate(storage, target);
          let n = 0;
          const failures = runEach(statements, command['ordered'], ({ q, limit }) => {
            for (const row of select(storage, collection, q, { limit })) {
              storage.remove(collection, row);
              n++;
            }
          });
          return { n, ...failures };
        });
      },
    },

    findAndModify: {
      fields: ['query', 'sort', 'fields', 'update', 'upsert', 'new', 'remove'],
      run: (command, target) => {
        const { query = {}, sort, fields = {}, upsert, ...rest } = command as FindAndModifyCommand;
        if (command['remove']) throw notImplemented('deletion by findAndModify');
        const project = compileProjection(fields);
        return storage.write(() => {
          const collection = findOrCreate(storage, target);
          const [row] = select(storage, collection, query, { sort, limit: 1 });
          if (row) {
            const after = update(storage, collection, row, rest.update);
            const value = project(rest.new ? after : row.document);
            return { lastErrorObject: { n: 1, updatedExisting: true }, value };
          }
          if (!upsert) return { lastErrorObject: { n: 0, updatedExisting: false }, value: null };
          const inserted = insertUpserted(storage, collection, query, rest.update);
          const lastErrorObject = { n: 1, updatedExisting: false, upserted: inserted['_id'] };
          return { lastErrorObject, value: rest.new ? project(inserted) : null };
        });
      },
    },
  };
}

function findOrCreate(storage: Storage, { namespace }: Target): Collection {
  return storage.catalog.find(namespace) ?? storage.catalog.create(namespace);
}

function decodeWithId(bytes: Buffer): Document {
  const document = decode(bytes);
  if (document['_id'] === undefined) throw new MongoError(2, 'the document has no _id');
  return document;
}

/** Throws before anything is written if one of the statements has an unknown field. */
function parseStatements<Statement extends object>(
  command: Document,
  { sequences }: Target,
  field: string,
  known: readonly string[],
): Statement[] {
  const statements = sequences[field]?.map(decode) ?? (command[field] as Document[]);
  for (const statement of statements) refuseUnknownFields(field, statement, known);
  return statements as unknown as Statement[];
}

/**
 * Runs `run` for every item. Stops after the first item that fails, unless `ordered` is false. Returns the failures as
 * the reply's `writeErrors`, or no field if there are none.
 */
function runEach<T>(items: readonly T[], ordered: unknown, run: (item: T, index: number) => void): Document {
  const writeErrors: Document[] = [];
  for (const [index, item] of items.entries()) {
    try {
      run(item, index);
    } catch (error) {
      if (!(error instanceof MongoError)) throw error;
      writeErrors.push({ index, ...error.toReply() });
      if (ordered !== false) break;
    }
  }
  return writeErrors.length > 0 ? { writeErrors } : {};
}

/** Returns the updated document, or the identical object if the update changed nothing. */
function update(storage: Storage, collection: Collection, row: Row, change: unknown): Document {
  const after = applyUpdate(row.document, change);
  const bytes = encode(after);
  if (bytes.equals(row.bytes)) return row.document;
  storage.replace(collection, row, after, bytes);
  return after;
}

function insertUpserted(
  storage: Storage,
  collection: Collection,
  filter: Document,
  change: unknown,
): Document {
  const document = upsertedDocument(filter, change);
  storage.insert(collection, document, encode(document));
  return document;
}
