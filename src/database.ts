import { accessSync, constants } from 'node:fs';
import { resolve } from 'node:path';
import mongoose from 'mongoose';
import { findRunningMongo, startEmbeddedMongo } from './embedded-mongo/embedded-mongo.js';
import { makePrivateDirectory } from './security/private-directory.js';

export interface DatabaseOptions {
  /** The connection string of a MongoDB. Without it Parley uses the embedded database in `dataDir`. */
  mongodbUri?: string | undefined;
  /** The embedded database's directory. If that database is used, the directory is created and becomes private. */
  dataDir: string;
  /** Whether to use the embedded database of another process if one runs in `dataDir`. Otherwise that is an error. */
  mayShare?: boolean;
  /** Called when the embedded database fails while it is open. Without it the error ends the process. */
  onFailure?: (error: Error) => void;
}

export interface Database {
  /** Where the data are, as a phrase that continues "data in". Contains no credentials. */
  readonly description: string;
  /**
   * Whether no other server can use this database. `npm run admin` may change accounts in it at the same time, but never
   * meetings, calls or messages, which `compose.ts` relies on.
   */
  readonly isExclusive: boolean;
  /** The client that mongoose uses; the session store shares it. */
  readonly client: mongoose.mongo.MongoClient;
  close(): Promise<void>;
}

/** The name of the database within the embedded one. */
export const DATABASE = 'parley';

/**
 * Connects mongoose. Resolves after creating all indexes of the models imported so far, so that every unique index
 * exists before the first request. Rejects with a readable sentence if the database is unavailable.
 */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  const { mongodbUri, dataDir, mayShare = false, onFailure } = options;
  mongoose.set('strictQuery', 'throw'); // otherwise a filter with a misspelt field selects everything
  if (mongodbUri) return connectTo(mongodbUri);
  const directory = resolve(dataDir);
  const description = `the embedded database in ${directory}`;
  makePrivateDirectory(directory);
  accessSync(directory, constants.R_OK | constants.W_OK | constants.X_OK);
  const running = mayShare ? await findRunningMongo(directory) : null;
  if (running) return { ...(await connect(running.uri(DATABASE))), description, isExclusive: false };
  const embedded = await startEmbeddedMongo(directory, onFailure && { onFailure });
  const { client, close } = await connect(embedded.uri(DATABASE)).catch(async (error: unknown) => {
    await embedded.close();
    throw error;
  });
  return {
    description,
    isExclusive: true,
    client,
    async close() {
      await close();
      await embedded.close();
    },
  };
}

/** The collection with the mark of an export that has not finished. */
export const UNFINISHED = 'unfinished_exports';

async function connectTo(mongodbUri: string): Promise<Database> {
  const connection = await connect(mongodbUri).catch((error: unknown) => {
    const reason = error instanceof Error ? error.message : String(error);
    // No `cause`: a log of the original error could contain the connection string with its password.
    throw new Error(`Parley cannot use the MongoDB in MONGODB_URI: ${reason.replaceAll(mongodbUri, '…')}`);
  });
  if (await connection.client.db().collection(UNFINISHED).findOne()) {
    await connection.close();
    throw new Error('The MongoDB in MONGODB_URI holds an unfinished copy. Repeat npm run export.');
  }
  const { hosts } = connection.client.options;
  const database = mongoose.connection.name;
  const description = `the database ${database} on MongoDB at ${hosts.join(', ')}`;
  return { ...connection, description, isExclusive: false };
}

async function connect(uri: string) {
  // mongoose must not create indexes on its own (autoIndex): `createIndexes` below does so and waits for them.
  await mongoose.connect(uri, { autoIndex: false, autoCreate: false, serverSelectionTimeoutMS: 5_000 });
  const client = mongoose.connection.getClient();
  try {
    await Promise.all(Object.values(mongoose.models).map((model) => model.createIndexes()));
  } catch (error) {
    await mongoose.disconnect();
    throw error;
  }
  return { client, close: () => mongoose.disconnect() };
}
