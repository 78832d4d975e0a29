import type { Collection } from './catalog.js';
import type { Command, Target } from './commands.js';
import { type Document, decode, encode, withIdFirst } from './documents.js';
import { MongoError, notImplemented, refuseUnknownFields } from './errors.js';
import { compileProjection } from './projection.js';
import { select } from './select.js';
import type { Row, Store } from './store.js';
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

export function writeCommands(store: Store): Record<string, Command> {
  return {
    insert: {
      fields: ['documents', 'ordered'],
      run: (command, target) => {
        const given = target.sequences['documents'] ?? (command['documents'] as Buffer[]);
        // Decoded before anything is written: what is not BSON fails the whole command.
        const rows = given.map((bytes) => ({ document: readIdentified(bytes), bytes: withIdFirst(bytes) }));
        return store.write(() => {
          const collection = existing(store, target);
          let n = 0;
          const failures = forEach(rows, command['ordered'], ({ document, bytes }) => {
            store.insert(collection, document, bytes);
            n++;
          });
          return { n, ...failures };
        });
      },
    },

    update: {
      fields: ['updates', 'ordered'],
      run: (command, target) => {
        const statements = readStatements<UpdateStatement>(command, target, 'updates', UPDATE_FIELDS);
        return store.write(() => {
          const collection = existing(store, target);
          let [n, nModified] = [0, 0];
          const upserted: Document[] = [];
          const failures = forEach(statements, command['ordered'], ({ q, u, multi, upsert }, index) => {
            const rows = select(store, collection, q, { limit: multi ? 0 : 1 });
            for (const row of rows) {
              if (update(store, collection, row, u) !== row.document) nModified++;
              n++;
            }
            if (rows.length > 0 || !upsert) return;
            upserted.push({ index, _id: insertUpserted(store, collection, q, u)['_id'] });
            n++;
          });
          return { n, nModified, ...(upserted.length > 0 && { upserted }), ...failures };
        });
      },
    },

    delete: {
      fields: ['deletes', 'ordered'],
      run: (command, target) => {
        const statements = readStatements<DeleteStatement>(command, target, 'deletes', DELETE_FIELDS);
        return store.write(() => {
          const collection = existing(store, target);
          let n = 0;
          const failures = forEach(statements, command['ordered'], ({ q, limit }) => {
            for (const row of select(store, collection, q, { limit })) {
              store.remove(collection, row);
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
        if (command['remove']) throw notImplemented('deleting by findAndModify');
        const shape = compileProjection(fields);
        return store.write(() => {
          const collection = existing(store, target);
          const [row] = select(store, collection, query, { sort, limit: 1 });
          if (row) {
            const after = update(store, collection, row, rest.update);
            const value = shape(rest.new ? after : row.document);
            return { lastErrorObject: { n: 1, updatedExisting: true }, value };
          }
          if (!upsert) return { lastErrorObject: { n: 0, updatedExisting: false }, value: null };
          const inserted = insertUpserted(store, collection, query, rest.update);
          const lastErrorObject = { n: 1, updatedExisting: false, upserted: inserted['_id'] };
          return { lastErrorObject, value: rest.new ? shape(inserted) : null };
        });
      },
    },
  };
}

function existing(store: Store, { namespace }: Target): Collection {
  return store.catalog.find(namespace) ?? store.catalog.create(namespace);
}

function readIdentified(bytes: Buffer): Document {
  const document = decode(bytes);
  if (document['_id'] === undefined) throw new MongoError(2, 'a document without _id');
  return document;
}

/** An unknown field in one statement fails the whole command before anything is written. */
function readStatements<Statement extends object>(
  command: Document,
  { sequences }: Target,
  field: string,
  known: readonly string[],
): Statement[] {
  const statements = sequences[field]?.map(decode) ?? (command[field] as Document[]);
  for (const statement of statements) refuseUnknownFields(field, statement, known);
  return statements as unknown as Statement[];
}

/** Runs the statements of a command; unless unordered, the first that fails is the last that runs. */
function forEach<T>(items: readonly T[], ordered: unknown, run: (item: T, index: number) => void): Document {
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

/** Returns the document as it is now: the very same one when the update changed nothing. */
function update(store: Store, collection: Collection, row: Row, change: unknown): Document {
  const after = applyUpdate(row.document, change);
  const bytes = encode(after);
  if (bytes.equals(row.bytes)) return row.document;
  store.replace(collection, row, after, bytes);
  return after;
}

function insertUpserted(store: Store, collection: Collection, filter: Document, change: unknown): Document {
  const document = upsertedDocument(filter, change);
  store.insert(collection, document, encode(document));
  return document;
}
