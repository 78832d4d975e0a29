// The thread that runs the embedded database. embedded-mongo.ts starts it; any message from there closes it.
import { parentPort, workerData } from 'node:worker_threads';
import { serve } from './server.js';

export interface WorkerOptions {
  directory: string;
  expiryIntervalMs: number;
}

/** The first and only message from the thread. */
export type WorkerMessage = { address: string } | { refusal: string };

const { directory, expiryIntervalMs } = workerData as WorkerOptions;
const report = (message: WorkerMessage) => parentPort?.postMessage(message);

try {
  const { address, close } = await serve(directory, expiryIntervalMs);
  parentPort?.once('message', () => void close());
  report({ address });
} catch (error) {
  report({ refusal: error instanceof Error ? error.message : String(error) });
}
