/** So many calls are remembered. Each takes about 100 bytes. */
const CALLS_MAX = 10_000;

/** The calls that have no chat message yet, as far as this process knows. Most joins find such a call. */
export class SilentCalls {
  readonly #ids = new Set<string>();
  #changes = 0;

  /** Counts the calls of `end`. */
  get changes(): number {
    return this.#changes;
  }

  has(callId: string): boolean {
    return this.#ids.has(callId);
  }

  /** A read that began when `changes` was `asOf` has found no message. Ignores it if a message may have come since. */
  add(callId: string, asOf: number): void {
    if (asOf !== this.#changes) return;
    this.#ids.add(callId);
    const [oldest] = this.#ids;
    if (this.#ids.size > CALLS_MAX && oldest !== undefined) this.#ids.delete(oldest);
  }

  /** The call has a message now. */
  end(callId: string): void {
    this.#changes += 1;
    this.#ids.delete(callId);
  }
}
