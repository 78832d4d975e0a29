import { encodeValue } from './keys.js';
import type { Store } from './store.js';

/** Removes the documents whose TTL index says that their time has come; resolves to how many. */
export function removeExpired(store: Store, now: number): Promise<number> {
  return store.write(() => {
    let removed = 0;
    for (const collection of store.catalog.all()) {
      for (const index of collection.indexes) {
        const { expireAfterSeconds } = index.spec;
        if (expireAfterSeconds === undefined) continue;
        const low = encodeValue(new Date(-8.64e15)); // the earliest date: values of other types never expire
        const high = encodeValue(new Date(now - expireAfterSeconds * 1000));
        for (const record of [...store.lookup(index, Buffer.alloc(0), { low, high })]) {
          store.remove(collection, store.row(collection, record));
          removed++;
        }
      }
    }
    return removed;
  });
}
