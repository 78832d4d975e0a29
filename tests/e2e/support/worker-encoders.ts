import type { Worker } from '@playwright/test';
import type { Person } from './people.js';

/** An open encoder in the worker of a page: its size in pixels, and how many frames it has made. */
export interface WorkerEncoder {
  width: number;
  height: number;
  frames: number;
}

/**
 * Records the encoders that the page's worker makes. Resolves to the open ones, from the largest; none before the worker
 * runs. Call it before the person opens a page.
 */
export function watchWorkerEncoders({ page }: Person): () => Promise<WorkerEncoder[]> {
  let watched: Promise<Worker> | null = null;
  page.on('worker', (worker) => {
    watched = worker.evaluate(recordEncoders).then(() => worker);
  });
  return async () => {
    const worker = await watched;
    const open = await worker?.evaluate(() => {
      const { encoders } = globalThis as unknown as { encoders: Map<VideoEncoder, WorkerEncoder> };
      return [...encoders].filter(([{ state }]) => state === 'configured').map(([, made]) => made);
    });
    return (open ?? []).sort((a, b) => b.height - a.height);
  };
}

/** Runs in the worker. The page creates an encoder seconds after the worker, so none is missed. */
function recordEncoders(): void {
  const encoders = new Map<VideoEncoder, WorkerEncoder>();
  Object.assign(globalThis, { encoders });
  globalThis.VideoEncoder = class extends VideoEncoder {
    constructor({ output, error }: VideoEncoderInit) {
      const made = { width: 0, height: 0, frames: 0 };
      super({
        error,
        output: (chunk, metadata) => {
          made.frames += 1;
          output(chunk, metadata);
        },
      });
      encoders.set(this, made);
    }

    override configure(config: VideoEncoderConfig): void {
      super.configure(config);
      Object.assign(encoders.get(this) ?? {}, { width: config.width, height: config.height });
    }
  };
}
