/** So many values are remembered. A meeting takes less than a kilobyte. */
const VALUES_MAX = 5_000;

/** What this process has read since the latest change. It is up to date if no other process can change it. */
export class RecentReads<T> {
  readonly #values = new Map<string, T>();
  readonly #countChanges: () => number;
  /** The number of changes to which the values belong. */
  #asOf = -1;

  /** `countChanges` returns a number that grows when a change begins and when it ends. */
  constructor(countChanges: () => number) {
    this.#countChanges = countChanges;
  }

  get(key: string): T | undefined {
    return this.#countChanges() === this.#asOf ? this.#values.get(key) : undefined;
  }

  /** The read began when the number of changes was `asOf`. Ignores the value if a change has begun or ended since. */
  set(key: string, value: T, asOf: number): void {
    if (asOf !== this.#countChanges()) return;
    if (asOf !== this.#asOf) this.#values.clear();
    this.#asOf = asOf;
    this.#values.set(key, value);
    const [oldest] = this.#values.keys();
    if (this.#values.size > VALUES_MAX && oldest !== undefined) this.#values.delete(oldest);
  }
}
