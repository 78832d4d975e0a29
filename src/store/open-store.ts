import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import mongoose from 'mongoose';
import { startEmbeddedMongo } from '../embedded-mongo/embedded-mongo.js';

export interface StoreOptions {
  /** A MongoDB to use; without it the embedded store in `dataDir` is used. */
  mongodbUri?: string | undefined;
  /** Made, readable by its owner alone, when the embedded store needs it. */
  dataDir: string;
  /** Called when the embedded store dies while it is open. Without it that error ends the process. */
  onFailure?: (error: Error) => void;
}

export interface OpenedStore {
  /** Where the data live, to be read after "data in"; without credentials. */
  readonly description: string;
  /** The connection that mongoose uses, for keeping sessions. */
  readonly client: mongoose.mongo.MongoClient;
  close(): Promise<void>;
}

/**
 * Connects mongoose. Resolves when every index of the models imported so far exists, so that no request can come
 * before a unique index. Rejects with a sentence for people when the database cannot be had.
 */
export async function openStore({ mongodbUri, dataDir, onFailure }: StoreOptions): Promise<OpenedStore> {
  mongoose.set('strictQuery', 'throw'); // a misspelt field must not turn a filter into "everything"
  if (mongodbUri) return connectTo(mongodbUri);
  const directory = resolve(dataDir);
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const embedded = await startEmbeddedMongo(directory, onFailure && { onFailure });
  const { client, close } = await connect(embedded.uri('parley')).catch(async (error: unknown) => {
    await embedded.close();
    throw error;
  });
  return {
    description: `the embedded store in ${directory}`,
    client,
    async close() {
      await close();
      await embedded.close();
    },
  };
}

async function connectTo(mongodbUri: string): Promise<OpenedStore> {
  const connection = await connect(mongodbUri).catch((error: unknown) => {
    const reason = error instanceof Error ? error.message : String(error);
    // Without the error as its cause: whoever logs that might show the connection string, password included.
    throw new Error(
      `The MongoDB that MONGODB_URI names cannot be used: ${reason.replaceAll(mongodbUri, '…')}`,
    );
  });
  const { hosts } = connection.client.options;
  const database = mongoose.connection.name;
  return { ...connection, description: `the database ${database} on MongoDB at ${hosts.join(', ')}` };
}

async function connect(uri: string) {
  // Indexes are made here, once, and not by each model whenever it likes.
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
