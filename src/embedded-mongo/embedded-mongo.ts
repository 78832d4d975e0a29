import { resolve as resolvePath } from 'node:path';
import { Worker } from 'node:worker_threads';
import { hasListener, SOCKET, socketAddress } from './ownership.js';
import type { WorkerMessage, WorkerOptions } from './worker.js';

export interface EmbeddedMongo {
  /** A connection string for drivers that run on this machine. */
  uri(database: string): string;
  /** Answers the requests that have arrived, then closes. Safe to call twice. */
  close(): Promise<void>;
}

export interface EmbeddedMongoOptions {
  /** Called when the embedded database fails while it is open or closing. Without it the error ends the process. */
  onFailure?: (error: Error) => void;
  /** Interval between removals of expired documents. Default: one minute, as in MongoDB. */
  expiryIntervalMs?: number;
}

/**
 * Opens the database in `directory` and serves it on a Unix socket there, in a worker thread. Creates the directory if
 * it does not exist. Rejects with a readable sentence if another process uses the directory or if its path is too long.
 */
export async function startEmbeddedMongo(
  directory: string,
  { onFailure = endProcess, expiryIntervalMs = 60_000 }: EmbeddedMongoOptions = {},
): Promise<EmbeddedMongo> {
  if (process.platform === 'win32') {
    throw new Error(
      'The embedded database needs Unix sockets, so it does not run on Windows. Set MONGODB_URI to a MongoDB server.',
    );
  }
  const worker = startWorker({ directory, expiryIntervalMs });
  const exited = new Promise((resolve) => worker.once('exit', resolve));

  const address = await new Promise<string>((resolve, reject) => {
    worker.once('error', reject);
    worker.once('exit', () => {
      reject(new Error('The embedded database stopped before it was open.'));
    });
    worker.once('message', (message: WorkerMessage) => {
      if ('address' in message) resolve(message.address);
      else reject(new Error(message.refusal));
    });
  });

  let isClosing = false;
  let cause: unknown;
  worker.on('error', (error) => {
    cause = error;
  });
  worker.on('exit', () => {
    if (!isClosing || cause !== undefined)
      onFailure(new Error('The embedded database has failed.', { cause }));
  });
  return {
    uri: uriAt(address),
    async close() {
      if (!isClosing) worker.postMessage('close');
      isClosing = true;
      await exited;
    },
  };
}

/**
 * Resolves to the database that a process, also another one, serves in `directory`; to null if none does. Writes nothing.
 * Rejects with a readable sentence if the path is too long.
 */
export async function findRunningMongo(directory: string): Promise<Pick<EmbeddedMongo, 'uri'> | null> {
  const address = socketAddress(resolvePath(directory, SOCKET));
  return (await hasListener(address)) ? { uri: uriAt(address) } : null;
}

function uriAt(address: string): EmbeddedMongo['uri'] {
  return (database) => `mongodb://${encodeURIComponent(address)}/${database}`;
}

/** Starts the built worker, or the source file through tsx: threads do not inherit tsx from their parent. */
function startWorker(workerData: WorkerOptions): Worker {
  if (import.meta.url.endsWith('.js')) {
    return new Worker(new URL('./worker.js', import.meta.url), { workerData });
  }
  const [tsx, source] = [import.meta.resolve('tsx/esm/api'), new URL('./worker.ts', import.meta.url).href];
  const script = `import('${tsx}').then(({ register }) => { register(); return import('${source}'); });`;
  return new Worker(script, { eval: true, workerData });
}

function endProcess(error: Error): never {
  throw error;
}
