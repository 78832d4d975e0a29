/** Too much work waits already. Trying again a little later may succeed. */
export class BusyError extends Error {
  override readonly name = 'BusyError';
}

/** Runs at most `running` tasks at once. Further tasks wait in order of arrival, at most `waiting` of them. */
export class WorkLimit {
  #free: number;
  readonly #waitingMax: number;
  readonly #waiting: (() => void)[] = [];

  constructor({ running, waiting }: { running: number; waiting: number }) {
    this.#free = running;
    this.#waitingMax = waiting;
  }

  /** Settles as the task does. @throws {BusyError} if too many tasks wait; then the task never runs */
  async run<T>(task: () => Promise<T>): Promise<T> {
    await this.#turn();
    try {
      return await task();
    } finally {
      this.#passOn();
    }
  }

  async #turn(): Promise<void> {
    if (this.#free > 0) {
      this.#free -= 1;
      return;
    }
    if (this.#waiting.length >= this.#waitingMax) throw new BusyError();
    await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  /** Gives the place of a task that has ended to the task that has waited longest. */
  #passOn(): void {
    const next = this.#waiting.shift();
    if (next) next();
    else this.#free += 1;
  }
}
