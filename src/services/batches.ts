/** LMDB needs about 10 ms for so many changes, and other requests of the embedded database wait no longer than that. */
const BATCH_MAX = 100;

/** Runs `work` for a part of the items after the other, so that other requests to the database come in between. */
export async function inBatches<T>(
  items: readonly T[],
  work: (some: readonly T[]) => Promise<unknown>,
): Promise<void> {
  for (let start = 0; start < items.length; start += BATCH_MAX) {
    await work(items.slice(start, start + BATCH_MAX));
  }
}
