import { catalogCommands } from './catalog-commands.js';
import type { Command } from './command.js';
import { type Document, MAX_DOCUMENT_BYTES, encode } from './documents.js';
import { MongoError, notImplemented, refuseUnknownFields } from './errors.js';
import { indexCommands } from './index-commands.js';
import { readCommands } from './read-commands.js';
import type { Storage } from './storage.js';
import { MAX_MESSAGE_BYTES, type Request } from './wire.js';
import { writeCommands } from './write-commands.js';

/** Drivers add these fields to any command. A single process already does what they ask for. */
const COMMON_FIELDS = ['$db', 'lsid', 'writeConcern'];
const TRANSACTION_FIELDS = ['txnNumber', 'startTransaction', 'autocommit'];

const hello: Command = {
  fields: ['helloOk', 'client', 'compression', 'backpressure'],
  // The reply of a standalone server. Without `setName` drivers do not retry writes. Without `topologyVersion` they poll
  // and do not keep a stream of hello replies open. Without
  // `logicalSessionTimeoutMinutes` they send no session ids, which have no effect here. Wire version 21 is MongoDB 7.0; for newer versions drivers send
  // commands that the embedded database does not have.
  run: (_command, { connectionId }) => ({
    helloOk: true,
    isWritablePrimary: true,
    ismaster: true,
    maxBsonObjectSize: MAX_DOCUMENT_BYTES,
    maxMessageSizeBytes: MAX_MESSAGE_BYTES,
    maxWriteBatchSize: 100_000,
    localTime: new Date(),
    connectionId,
    minWireVersion: 0,
    maxWireVersion: 21,
    readOnly: false,
  }),
};
const acknowledge: Command = { fields: [], run: () => ({}) };

/** Returns a function that runs a request and resolves to the reply as BSON. Its promise never rejects. */
export function createDispatcher(storage: Storage) {
  const commands = new Map<unknown, Command>(
    Object.entries({
      hello,
      ismaster: hello,
      ping: acknowledge,
      endSessions: acknowledge,
      ...catalogCommands(storage),
      ...indexCommands(storage),
      ...readCommands(storage),
      ...writeCommands(storage),
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
    const collection = storage.catalog.find(namespace);
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

/** Any other error is unexpected: the client gets its message, and stderr gets its stack. */
function asMongoError(error: unknown): MongoError {
  if (error instanceof MongoError) return error;
  const { message, stack = message } = error instanceof Error ? error : new Error(String(error));
  process.emitWarning(`Unexpected error in the embedded database: ${stack}`);
  return new MongoError(1, `internal error: ${message}`);
}
