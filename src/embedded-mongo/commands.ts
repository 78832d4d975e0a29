import { BSON } from 'bson';
import type { Collection } from './catalog.js';
import type { Document } from './documents.js';
import { MongoError, badValue, refuseUnknownFields } from './errors.js';
import { handshakeCommands } from './handshake-commands.js';
import { indexCommands } from './index-commands.js';
import { readCommands } from './read-commands.js';
import type { Store } from './store.js';
import type { Request } from './wire.js';
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
  /** Returns the reply without `ok`, or a whole reply as BSON. Throws MongoError. */
  run(command: Document, target: Target): Document | Buffer | Promise<Document>;
}

/** Fields that drivers add to any command and that ask for nothing a single process does not do anyway. */
const COMMON_FIELDS = ['$db', 'lsid', '$readPreference', 'writeConcern'];
const TRANSACTION_FIELDS = ['txnNumber', 'startTransaction', 'autocommit'];

/** Carries out one request after the other; returns replies as BSON and never throws. */
export function createDispatcher(store: Store) {
  const commands = new Map<string, Command>(
    Object.entries({
      ...handshakeCommands(),
      ...indexCommands(store),
      ...readCommands(store),
      ...writeCommands(store),
    }),
  );

  async function run({ command, sequences }: Request, connectionId: number): Promise<Document | Buffer> {
    const [name, argument] = Object.entries(command)[0] ?? ['', undefined];
    const handler = commands.get(name);
    if (!handler) throw new MongoError(59, `no such command: '${name}'`);
    if (TRANSACTION_FIELDS.some((field) => field in command)) {
      throw new MongoError(20, 'Transaction numbers are only allowed on a replica set member or mongos');
    }
    refuseUnknownFields(name, command, [name, ...COMMON_FIELDS, ...handler.fields]);
    refuseUnknownFields(name, sequences, handler.fields);
    refuseReplication(command['writeConcern']);
    const namespace = `${String(command['$db'])}.${String(argument)}`;
    const collection = store.catalog.find(namespace);
    return handler.run(command, { namespace, collection, sequences, connectionId });
  }

  return async (request: Request, connectionId: number): Promise<Uint8Array> => {
    try {
      const reply = await run(request, connectionId);
      return Buffer.isBuffer(reply) ? reply : BSON.serialize({ ...reply, ok: 1 });
    } catch (error) {
      return BSON.serialize(asMongoError(error).toReply());
    }
  };
}

function refuseReplication(writeConcern: unknown): void {
  const w = (writeConcern as { w?: unknown } | undefined)?.w;
  if (typeof w === 'number' && w > 1) throw badValue("cannot use 'w' > 1 when a host is not replicated");
}

/** Anything but a MongoError is a fault of ours: the client is told, and the operator finds it in the log. */
function asMongoError(error: unknown): MongoError {
  if (error instanceof MongoError) return error;
  console.error('embedded store:', error);
  return new MongoError(1, `internal error: ${error instanceof Error ? error.message : String(error)}`);
}
