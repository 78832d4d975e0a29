import { createCalls } from '../../src/services/calls.js';
import type { Calls } from '../../src/services/calls.js';

export interface HeldCalls extends Calls {
  /** From now on, arrivals in running calls wait, or fail with `error`. */
  hold(error?: Error): void;
  /** Lets all arrivals go on. */
  release(): void;
  /** How many arrivals in running calls have begun. */
  arrivals(): number;
}

/** The real service, on a database that is slow with arrivals while it is held. */
export function heldCalls(): HeldCalls {
  const calls = createCalls();
  let gate = Promise.resolve();
  let open: () => void = () => undefined;
  let failure: Error | undefined;
  let arrivals = 0;
  return {
    ...calls,
    async attend(...args) {
      arrivals += 1;
      const error = failure;
      await gate;
      if (error) throw error;
      await calls.attend(...args);
    },
    hold(error) {
      failure = error;
      gate = new Promise((resolve) => (open = resolve));
    },
    release() {
      failure = undefined;
      open();
    },
    arrivals: () => arrivals,
  };
}
