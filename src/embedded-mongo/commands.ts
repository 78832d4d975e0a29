import type { Collection } from './catalog.js';
import { type Document, MAX_DOCUMENT_BYTES, encode } from './documents.js';
import { MongoError, notImplemented, refuseUnknownFields } from './errors.js';
import { indexCommands } from './index-commands.js';
import { readCommands } from './read-commands.js';
import type { Store } from './store.js';
import { MAX_MESSAGE_BYTES, type Request } from './wire.js';
import { writeCommands } from './write-commands.js';

/** Where a command is to be carried out. */
export interface Target {
  /** `database.collection` */
  readonly namespace: string;
  /** Undefined while nothing was stored in it. */
  readonly collection: Collection | undefined;
  readonly sequences: Request['sequences'];
  readonly connectionId: number;
}

export interface Command {
  /** The fields it understands besides those of every command. */
  readonly fields: readonly string[];
  /** Returns the reply without `ok`. Throws MongoError. */
  run(command: Document, target: Target): Document | Promise<Document>;
}

/** Fields that drivers add to any command and that ask for nothing a single process does not do anyway. */
const COMMON_FIELDS = ['$db', 'lsid', 'writeConcern'];
const TRANSACTION_FIELDS = ['txnNumber', 'startTransaction', 'autocommit'];

const hello: Command = {
  fields: ['helloOk', 'client', 'compression', 'backpressure'],
  // A standalone server: no `setName`, so drivers do not retry writes; no `topologyVersion`, so they poll instead of
  // holding a stream of hellos open; not newer than 21 (7.0), beyond which they send commands we do not have.
  run: (_command, { connectionId }) => ({
    helloOk: true,
    isWritablePrimary: true,
    ismaster: true,
    maxBsonObjectSize: MAX_DOCUMENT_BYTES,
    maxMessageSizeBytes: MAX_MESSAGE_BYTES,
    maxWriteBatchSize: 100_000,
    localTime: new Date(),
    logicalSessionTimeoutMinutes: 30,
    connectionId,
    minWireVersion: 0,
    maxWireVersion: 21,
    readOnly: false,
  }),
};
const acknowledge: Command = { fields: [], run: () => ({}) };

/** Carries out requests. The promise of a reply, which is BSON, is never rejected. */
export function createDispatcher(store: Store) {
  const commands = new Map<unknown, Command>(
    Object.entries({
      hello,
      ismaster: hello,
      ping: acknowledge,
      endSessions: acknowledge,
      ...indexCommands(store),
      ...readCommands(store),
      ...writeCommands(store),
    }),
  );

  function run({ command, sequences }: Request, connectionId: number): Document | Promise<Document> {
    const [name = '', argument] = Object.entries(command)[0] ?? [];
    const handler = commands.get(name);
    if (!handler) throw new MongoError(59, `no such command: '${name}'`);
    if (TRANSACTION_FIELDS.some((field) => field in command)) {
      throw new MongoError(20, 'Transaction numbers are only allowed on a replica set member or mongos');
    }
    refuseUnknownFields(name, command, [name, ...COMMON_FIELDS, ...handler.fields]);
    refuseUnknownFields(name, sequences, handler.fields);
    const { w = 1 } = (command['writeConcern'] ?? {}) as { w?: unknown };
    if (typeof w === 'number' && w > 1) throw notImplemented('replication');
    const namespace = `${String(command['$db'])}.${String(argument)}`;
    const collection = store.catalog.find(namespace);
    return handler.run(command, { namespace, collection, sequences, connectionId });
  }

  return async (request: Request, connectionId: number): Promise<Buffer> => {
    try {
      return encode({ ...(await run(request, connectionId)), ok: 1 });
    } catch (error) {
      return encode({ ok: 0, ...asMongoError(error).toReply() });
    }
  };
}

/** Anything but a MongoError is a fault of ours: the client is told, and the operator finds it on stderr. */
function asMongoError(error: unknown): MongoError {
  if (error instanceof MongoError) return error;
  const { message, stack = message } = error instanceof Error ? error : new Error(String(error));
  process.emitWarning(`embedded store: ${stack}`);
  return new MongoError(1, `internal error: ${message}`);
}
