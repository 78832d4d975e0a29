import { Worker } from 'node:worker_threads';

export interface EmbeddedMongo {
  /** A connection string for drivers of this machine. */
  uri(database: string): string;
  /** Answers what has been asked, then closes. Safe to call twice. */
  close(): Promise<void>;
}

export interface EmbeddedMongoOptions {
  /** Called when the store dies while it is open or closing. Without it that error ends the process. */
  onFailure?: (error: Error) => void;
  /** How often expired documents are removed; a minute, as in MongoDB. */
  expiryIntervalMs?: number;
}

export interface WorkerOptions {
  directory: string;
  expiryIntervalMs: number;
}

export type WorkerMessage = { address: string } | { refusal: string };

/**
 * Serves the database in `directory`, which is made if need be, on a socket there, in a thread of its own. Rejects
 * with a sentence for people when another process has the directory or its path is too long.
 */
export async function startEmbeddedMongo(
  directory: string,
  { onFailure = endProcess, expiryIntervalMs = 60_000 }: EmbeddedMongoOptions = {},
): Promise<EmbeddedMongo> {
  if (process.platform === 'win32') {
    throw new Error(
      'The embedded store needs Unix sockets. On Windows name a MongoDB server in MONGODB_URI.',
    );
  }
  const worker = startWorker({ directory, expiryIntervalMs });
  const exited = new Promise((resolve) => worker.once('exit', resolve));

  const address = await new Promise<string>((resolve, reject) => {
    worker.once('error', reject);
    worker.once('exit', () => {
      reject(new Error('The embedded store ended before it was open.'));
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
    if (!isClosing || cause !== undefined) onFailure(new Error('The embedded store has failed.', { cause }));
  });
  return {
    uri: (database) => `mongodb://${encodeURIComponent(address)}/${database}`,
    async close() {
      if (!isClosing) worker.postMessage('close');
      isClosing = true;
      await exited;
    },
  };
}

/** As built, or from source: a thread does not inherit tsx, which reads TypeScript for its parent. */
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
