import type { Change, LimitStore, StoredState } from './limit-store.js';

/** A full map loses this share of its states at once, so that new keys seldom have to search it. */
const EVICTED_SHARE = 0.1;

/** Keeps states in the memory of this process: at most `maxKeys`, so that a flood of keys cannot fill it. */
export class MemoryLimitStore implements LimitStore {
  readonly #now: () => number;
  readonly #maxKeys: number;
  readonly #states = new Map<string, StoredState>();

  constructor(now: () => number, maxKeys = 10_000) {
    this.#now = now;
    this.#maxKeys = maxKeys;
  }

  async read(ids: readonly string[]): Promise<ReadonlyMap<string, StoredState>> {
    const found = new Map<string, StoredState>();
    for (const id of ids) {
      const stored = this.#states.get(id);
      if (stored) found.set(id, stored);
    }
    return found;
  }

  async write(changes: readonly Change[]): Promise<ReadonlySet<string>> {
    const lost = new Set<string>();
    for (const { id, from, state, expiresAt } of changes) {
      if ((this.#states.get(id)?.revision ?? 0) === from)
        this.put(id, { state, revision: from + 1, expiresAt });
      else lost.add(id);
    }
    return lost;
  }

  /** Replaces the state, whatever its revision. Without a state removes it. */
  put(id: string, stored: StoredState | undefined): void {
    this.#states.delete(id);
    if (stored) this.#states.set(id, stored);
    if (this.#states.size > this.#maxKeys) this.#evict();
  }

  /**
   * Removes all states that have expired, then those that expire first. Many keys that are used once therefore never
   * remove the state of a key that has used up its limit.
   */
  #evict(): void {
    for (const [id, { expiresAt }] of this.#states) if (expiresAt <= this.#now()) this.#states.delete(id);
    const surplus = this.#states.size - Math.floor(this.#maxKeys * (1 - EVICTED_SHARE));
    if (this.#states.size <= this.#maxKeys) return;
    const expiringFirst = [...this.#states].sort(([, a], [, b]) => a.expiresAt - b.expiresAt);
    for (const [id] of expiringFirst.slice(0, surplus)) this.#states.delete(id);
  }
}
