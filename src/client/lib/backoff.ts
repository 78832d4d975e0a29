export interface Backoff {
  /** Runs it after the next delay. */
  schedule(): void;
  /** Cancels the next run. The delays start from the first one again. */
  reset(): void;
}

/** Runs something again later. Each delay is twice as long as the one before, up to a maximum. */
export function createBackoff(run: () => void, firstMs: number, maxMs: number): Backoff {
  let nextMs = firstMs;
  let timer: ReturnType<typeof setTimeout> | undefined;
  return {
    schedule() {
      clearTimeout(timer);
      timer = setTimeout(run, nextMs);
      nextMs = Math.min(nextMs * 2, maxMs);
    },
    reset() {
      clearTimeout(timer);
      nextMs = firstMs;
    },
  };
}
