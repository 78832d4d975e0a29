/** Runs tasks with the same key one after the other, and tasks with different keys side by side. */
export class TaskQueue {
  readonly #tails = new Map<string, Promise<unknown>>();

  run<T>(key: string, task: () => Promise<T>): Promise<T> {
    const result = (this.#tails.get(key) ?? Promise.resolve()).then(task);
    // A task that failed is its caller's to handle; the next one runs all the same.
    const tail = result
      .catch(() => undefined)
      .then(() => {
        if (this.#tails.get(key) === tail) this.#tails.delete(key);
      });
    this.#tails.set(key, tail);
    return result;
  }

  /** Resolves when every task given so far is done. */
  async idle(): Promise<void> {
    await Promise.all(this.#tails.values());
  }
}
