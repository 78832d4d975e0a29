// The thread of the embedded store: started by embedded-mongo.ts, closed by any message.
import { parentPort, workerData } from 'node:worker_threads';
import { serve } from './server.js';
import type { WorkerMessage, WorkerOptions } from './embedded-mongo.js';

const { directory, expiryIntervalMs } = workerData as WorkerOptions;
const tell = (message: WorkerMessage) => parentPort?.postMessage(message);

try {
  const { address, close } = await serve(directory, expiryIntervalMs);
  parentPort?.once('message', () => void close());
  tell({ address });
} catch (error) {
  tell({ refusal: error instanceof Error ? error.message : String(error) });
}
