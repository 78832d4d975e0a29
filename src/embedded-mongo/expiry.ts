import { encodeValue } from './keys.js';
import type { Storage } from './storage.js';

/** One transaction removes at most this many documents, so that other writes need not wait long. */
const BATCH = 1_000;

/**
 * Removes the documents that have expired by a TTL index, and resolves to their number. `now` is in ms. Starts no
 * transaction after `signal` aborts.
 */
export async function removeExpired(storage: Storage, now: number, signal?: AbortSignal): Promise<number> {
  let total = 0;
  for (;;) {
    const removed = await storage.write(() => removeBatch(storage, now));
    total += removed;
    if (removed < BATCH || signal?.aborted) return total;
  }
}

function removeBatch(storage: Storage, now: number): number {
  let removed = 0;
  for (const collection of storage.catalog.all()) {
    for (const index of collection.indexes) {
      const { expireAfterSeconds } = index.spec;
      if (expireAfterSeconds === undefined || removed === BATCH) continue;
      const low = encodeValue(new Date(-8.64e15)); // the earliest date; values of other types never expire
      const high = encodeValue(new Date(now - expireAfterSeconds * 1000));
      const records = storage.lookup(index, Buffer.alloc(0), { low, high, limit: BATCH - removed });
      for (const record of [...records]) {
        storage.remove(collection, storage.row(collection, record));
        removed++;
      }
    }
  }
  return removed;
}
