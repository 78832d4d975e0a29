import { encodeValue } from './keys.js';
import type { Storage } from './storage.js';

/** Removes the documents that have expired by a TTL index, and resolves to their number. `now` is in ms. */
export function removeExpired(storage: Storage, now: number): Promise<number> {
  return storage.write(() => {
    let removed = 0;
    for (const collection of storage.catalog.all()) {
      for (const index of collection.indexes) {
        const { expireAfterSeconds } = index.spec;
        if (expireAfterSeconds === undefined) continue;
        const low = encodeValue(new Date(-8.64e15)); // the earliest date; values of other types never expire
        const high = encodeValue(new Date(now - expireAfterSeconds * 1000));
        for (const record of [...storage.lookup(index, Buffer.alloc(0), { low, high })]) {
          storage.remove(collection, storage.row(collection, record));
          removed++;
        }
      }
    }
    return removed;
  });
}
