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

export function encode(document: Document): Buffer {
  return Buffer.from(BSON.serialize(document));
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

/** A field to filter, sort or index by; undefined if missing. Arrays are refused: MongoDB looks into them. */
export function fieldOf(document: Document, name: string): unknown {
  const value = Object.hasOwn(document, name) ? document[name] : undefined;
  if (Array.isArray(value)) throw notImplemented(`looking into the array '${name}'`);
  return value;
}

/** The name of a whole field. Operators, and paths to parts of a field, are refused. */
export function plainField(name: string): string {
  if (name === '' || name.startsWith('$') || name.includes('.')) throw notImplemented(`the field '${name}'`);
  return name;
}

/**
 * Moves `_id` to the front, where MongoDB stores it (mongoose sends it last). Works on the bytes: decoding and
 * encoding again would lose the difference between the number types.
 */
export function withIdFirst(bytes: Buffer): Buffer {
  const elements = [...BSON.onDemand.parseToElements(bytes)];
  const id = elements.find(([, at, length]) => bytes.toString('latin1', at, at + length) === '_id');
  if (!id || id === elements[0]) return bytes;
  const [, nameStart, , valueStart, valueLength] = id;
  const start = nameStart - 1; // the byte with the type
  const end = valueStart + valueLength;
  return Buffer.concat([
    bytes.subarray(0, 4),
    bytes.subarray(start, end),
    bytes.subarray(4, start),
    bytes.subarray(end),
  ]);
}
