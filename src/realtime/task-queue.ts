/** Runs tasks with the same key one after another, and tasks with different keys in parallel. */
export class TaskQueue {
  readonly #tails = new Map<string, Promise<unknown>>();

  run<T>(key: string, task: () => Promise<T>): Promise<T> {
    const result = (this.#tails.get(key) ?? Promise.resolve()).then(task);
    // The caller handles a failure of its task; the next task runs in any case.
    const tail = result
      .catch(() => undefined)
      .then(() => {
        if (this.#tails.get(key) === tail) this.#tails.delete(key);
      });
    this.#tails.set(key, tail);
    return result;
  }

  /** Resolves when every task that was added before this call has finished. */
  async idle(): Promise<void> {
    await Promise.all(this.#tails.values());
  }
}
