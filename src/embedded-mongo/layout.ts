// How collections, indexes and records are laid out as LMDB keys.

const RECORD_BYTES = 6;

/** Collections and indexes share one sequence of numbers. */
export function prefixOf(id: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(id);
  return bytes;
}

/** Where a document lies: its collection, then its number in order of insertion. */
export function documentKey(collectionId: number, record: number): Buffer {
  return entryKey(collectionId, NOTHING, record);
}

/** An index entry: the index, the values, and the record so that equal values stand beside each other. */
export function entryKey(indexId: number, values: Buffer, record: number): Buffer {
  const tail = Buffer.alloc(RECORD_BYTES);
  tail.writeUIntBE(record, 0, RECORD_BYTES);
  return Buffer.concat([prefixOf(indexId), values, tail]);
}

export function recordOf(key: Buffer): number {
  return key.readUIntBE(key.length - RECORD_BYTES, RECORD_BYTES);
}

/** The keys that start with `prefix` and values from `low` to `high`, both included. */
export function rangeOf(indexId: number, values: Buffer, low: Buffer = NOTHING, high: Buffer = NOTHING) {
  const prefix = Buffer.concat([prefixOf(indexId), values]);
  return { start: Buffer.concat([prefix, low]), end: Buffer.concat([prefix, high, AFTER]) };
}

const NOTHING = Buffer.alloc(0);
/** Sorts behind whatever may follow: no value's type byte and no record number begins like this. */
const AFTER = Buffer.alloc(RECORD_BYTES + 1, 0xff);
