import { BSON } from 'bson';
import { MongoError, notImplemented } from './errors.js';

/** A decoded BSON document. */
export type Document = Record<string, unknown>;

export const MAX_DOCUMENT_BYTES = 16 * 1024 * 1024;

// Without bsonRegExp a pattern's option `s` would come back as JavaScript's stateful flag `g`.
export const READ_OPTIONS = { bsonRegExp: true, promoteBuffers: false } as const;

/** Throws MongoError 22 for what is not BSON. */
export function decode(bytes: Uint8Array): Document {
  try {
    return BSON.deserialize(bytes, READ_OPTIONS);
  } catch (error) {
    throw new MongoError(22, `invalid BSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** Throws MongoError 10334 for a document beyond MongoDB's limit of 16 MB. */
export function encode(document: Document): Buffer {
  const bytes = Buffer.from(BSON.serialize(document, { ignoreUndefined: true }));
  refuseTooLarge(bytes);
  return bytes;
}

export function refuseTooLarge(bytes: Uint8Array): void {
  if (bytes.length > MAX_DOCUMENT_BYTES) {
    throw new MongoError(10334, `the document has ${bytes.length} bytes, more than ${MAX_DOCUMENT_BYTES}`);
  }
}

/** An embedded document: no array, no date, no BSON value. */
export function isDocument(value: unknown): value is Document {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof Date) &&
    !('_bsontype' in value)
  );
}

export function fieldOf(document: Document, name: string): unknown {
  return Object.hasOwn(document, name) ? document[name] : undefined;
}

/** The one value at a dotted path, undefined if missing. Arrays are refused: they would have several. */
export function valueAt(document: Document, path: string): unknown {
  let value: unknown = document;
  for (const name of path.split('.')) value = isDocument(value) ? fieldOf(value, name) : refuseArray(value);
  refuseArray(value);
  return value;
}

function refuseArray(value: unknown): undefined {
  if (Array.isArray(value)) throw notImplemented('sorting by or indexing an array');
}

/**
 * Moves `_id` to the front, where MongoDB stores it (mongoose sends it last). Works on the bytes: decoding and
 * encoding again would lose the difference between the number types.
 */
export function withIdFirst(bytes: Buffer): Buffer {
  let first = true;
  for (const [, nameStart, nameLength, valueStart, valueLength] of BSON.onDemand.parseToElements(bytes)) {
    if (nameLength === 3 && bytes.toString('latin1', nameStart, nameStart + 3) === '_id') {
      if (first) return bytes;
      const start = nameStart - 1;
      const end = valueStart + valueLength;
      const header = bytes.subarray(0, 4);
      return Buffer.concat([
        header,
        bytes.subarray(start, end),
        bytes.subarray(4, start),
        bytes.subarray(end),
      ]);
    }
    first = false;
  }
  return bytes;
}
