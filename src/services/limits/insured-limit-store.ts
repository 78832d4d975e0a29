import type { LimitStore } from './limit-store.js';
import type { MemoryLimitStore } from './memory-limit-store.js';

export interface InsuredLimitStoreOptions {
  readonly database: LimitStore;
  readonly memory: MemoryLimitStore;
  readonly now: () => number;
  /** Receives the error when the memory takes over. */
  onFailure(error: unknown): void;
}

/** The database is not asked again for this long after a failure, so that people do not wait for its time limit. */
const RETRY_MS = 10_000;

/**
 * Uses the database, and the memory while the database fails: an attacker must not get unlimited attempts then, and nobody
 * is locked out. The memory follows all that this process reads and writes, so a failure does not reset the limits.
 * After a failure, the database continues with what it has, without the attempts in between. Never rejects.
 */
export function createInsuredLimitStore(options: InsuredLimitStoreOptions): LimitStore {
  const { database, memory, now, onFailure } = options;
  let failedUntil = -Infinity;

  async function insured<T>(work: () => Promise<T>, instead: () => Promise<T>): Promise<T> {
    if (now() < failedUntil) return instead();
    try {
      return await work();
    } catch (error) {
      failedUntil = now() + RETRY_MS;
      onFailure(error);
      return instead();
    }
  }

  return {
    read: (ids) =>
      insured(
        async () => {
          const found = await database.read(ids);
          for (const id of ids) memory.put(id, found.get(id));
          return found;
        },
        () => memory.read(ids),
      ),

    write: (changes) =>
      insured(
        async () => {
          const lost = await database.write(changes);
          for (const { id, from, state, expiresAt } of changes)
            if (!lost.has(id)) memory.put(id, { state, revision: from + 1, expiresAt });
          return lost;
        },
        () => memory.write(changes),
      ),
  };
}
