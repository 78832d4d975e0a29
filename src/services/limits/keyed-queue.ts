/** Runs tasks that share a key one after the other, in order of arrival. Other tasks run at the same time. */
export class KeyedQueue {
  readonly #last = new Map<string, Promise<unknown>>();

  /** Settles as the task does. */
  run<T>(keys: readonly string[], task: () => Promise<T>): Promise<T> {
    // Joins the queues of all keys at once, so two tasks can never wait for each other.
    const result = Promise.all(keys.map(async (key) => this.#last.get(key))).then(task);
    const settled = result.then(
      () => undefined,
      () => undefined,
    );
    for (const key of keys) this.#last.set(key, settled);
    void settled.then(() => {
      for (const key of keys) if (this.#last.get(key) === settled) this.#last.delete(key);
    });
    return result;
  }
}
