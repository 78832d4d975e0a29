import { join, resolve } from 'node:path';
import mongoose from 'mongoose';
import type { BackupIndex } from './backups/backup-records.js';
import { CommandError } from './commands/command-error.js';
import { exactDocument } from './commands/export-command.js';
import type { ExportTarget } from './commands/export-command.js';
import { UNFINISHED } from './database.js';

/** Acknowledged by most servers of a replica set, and on their disks. */
const WRITES = { writeConcern: { w: 'majority', journal: true } } as const;
/** The driver's types expect ObjectIds. */
const MARK: object = { _id: 'export' };

/**
 * Connects to the MongoDB that receives an export. No message contains the URI, because it may hold a password.
 * @throws {CommandError}
 */
export async function openExportTarget(
  uri: string,
  dataDir: string,
): Promise<ExportTarget & { close(): Promise<void> }> {
  const client = clientFor(uri);
  const { hosts, dbName } = client.options;
  if (!new URL(uri.replace(/^mongodb(\+srv)?:\/\/[^/]*/, 'http://host')).pathname.slice(1))
    throw new CommandError('The URI must name a database, as in mongodb://localhost/parley.');
  const own = join(resolve(dataDir), 'mongo.sock');
  if (hosts.some(({ socketPath }) => socketPath !== undefined && resolve(socketPath) === own))
    throw new CommandError('The target is the embedded database itself. Choose another one.');
  try {
    await client.connect();
  } catch (error) {
    await client.close();
    const reason = error instanceof Error ? error.message : 'unknown error';
    throw new CommandError(`The command cannot use the MongoDB in --to: ${reason.replaceAll(uri, '…')}`);
  }
  const db = client.db(dbName);
  const collection = (name: string) => db.collection(name);
  const description = `The database ${dbName} on ${hosts.join(', ')}`;

  return {
    description,

    async filledCollections() {
      const names = (await db.listCollections({}, { nameOnly: true }).toArray()).map(({ name }) => name);
      const isFilled = await Promise.all(
        names.map(async (name) => (await collection(name).findOne({}, { projection: { _id: 1 } })) !== null),
      );
      return names.filter(
        (name, i) => isFilled[i] === true && name !== UNFINISHED && !name.startsWith('system.'),
      );
    },

    async isUnfinished() {
      return (await collection(UNFINISHED).findOne({})) !== null;
    },

    async begin() {
      await collection(UNFINISHED).updateOne(
        MARK,
        { $set: { startedAt: new Date() } },
        { upsert: true, ...WRITES },
      );
    },

    async finish() {
      await collection(UNFINISHED).deleteOne(MARK, WRITES);
    },

    async clear(name) {
      await collection(name).deleteMany({}, WRITES);
    },

    async insert(name, documents) {
      await collection(name).insertMany(documents.map(exactDocument), WRITES);
    },

    async same(name, documents) {
      const ids = documents.map((bytes) => exactDocument(bytes)['_id'] as unknown);
      const found = await collection(name)
        .find({ _id: { $in: ids } } as object, { raw: true })
        .toArray();
      return found.map((bytes) => Buffer.from(bytes as unknown as Uint8Array));
    },

    count: (name) => collection(name).countDocuments({}),

    async createIndexes(name, indexes) {
      // Also without documents, so that the unique indexes exist before the server starts.
      if (indexes.length > 0)
        await collection(name).createIndexes(indexes.map(({ v: _, ...index }) => index));
    },

    async indexes(name) {
      const found: unknown[] = await collection(name).listIndexes().toArray();
      return found as BackupIndex[];
    },

    close: () => client.close(),
  };
}

function clientFor(uri: string): mongoose.mongo.MongoClient {
  try {
    return new mongoose.mongo.MongoClient(uri, { serverSelectionTimeoutMS: 5_000 });
  } catch {
    // The message of the driver could quote the URI.
    throw new CommandError('The target in --to is not a valid URI of a MongoDB.');
  }
}
