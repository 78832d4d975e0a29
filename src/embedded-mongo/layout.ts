// The layout of the LMDB keys for documents and index entries.

const RECORD_BYTES = 6;

/** Collections and indexes share one sequence of numbers. */
export function prefixOf(id: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(id);
  return bytes;
}

/** The key of a document: the collection's number, then the record number, which counts insertions. */
export function documentKey(collectionId: number, record: number): Buffer {
  return entryKey(collectionId, EMPTY, record);
}

/** The key of an index entry: the index number, the encoded values, then the record number. */
export function entryKey(indexId: number, values: Buffer, record: number): Buffer {
  const tail = Buffer.alloc(RECORD_BYTES);
  tail.writeUIntBE(record, 0, RECORD_BYTES);
  return Buffer.concat([prefixOf(indexId), values, tail]);
}

export function recordOf(key: Buffer): number {
  return key.readUIntBE(key.length - RECORD_BYTES, RECORD_BYTES);
}

/** The range of keys that start with `values` and continue with a value between `low` and `high`, both inclusive. */
export function rangeOf(indexId: number, values: Buffer, low: Buffer = EMPTY, high: Buffer = EMPTY) {
  const prefix = Buffer.concat([prefixOf(indexId), values]);
  return { start: Buffer.concat([prefix, low]), end: Buffer.concat([prefix, high, AFTER]) };
}

const EMPTY = Buffer.alloc(0);
/** Sorts after every possible continuation: no type byte and no record number starts with 0xff. */
const AFTER = Buffer.alloc(RECORD_BYTES + 1, 0xff);
