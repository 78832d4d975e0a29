import { BSON } from 'bson';
import { MongoError, notImplemented } from './errors.js';

/** A decoded BSON document. */
export type Document = Record<string, unknown>;

export const MAX_DOCUMENT_BYTES = 16 * 1024 * 1024;

// Without `bsonRegExp` the bson package would turn the regular expression option `s` into JavaScript's stateful flag `g`.
export const READ_OPTIONS = { bsonRegExp: true, promoteBuffers: false } as const;

/** Throws MongoError 22 if the bytes are not BSON. */
export function decode(bytes: Uint8Array): Document {
  try {
    return BSON.deserialize(bytes, READ_OPTIONS);
  } catch (error) {
    throw new MongoError(22, `invalid BSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** Keeps the type of every number, so that `encode` returns the same bytes. */
export function decodeExactly(bytes: Uint8Array): Document {
  return BSON.deserialize(bytes, { ...READ_OPTIONS, promoteValues: false, promoteLongs: false });
}

export function encode(document: Document): Buffer {
  return Buffer.from(BSON.serialize(document));
}

/** Whether the value is an embedded document, and not an array, a date or another BSON type. */
export function isDocument(value: unknown): value is Document {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof Date) &&
    !('_bsontype' in value)
  );
}

/**
 * The value of a field to filter, sort or index by; undefined if missing. Throws MongoError 238 for an array, because
 * MongoDB would compare its elements.
 */
export function fieldOf(document: Document, name: string): unknown {
  const value = Object.hasOwn(document, name) ? document[name] : undefined;
  if (Array.isArray(value)) throw notImplemented(`comparing the elements of the array '${name}'`);
  return value;
}

/**
 * Returns `name` if it names a whole top-level field. Throws MongoError 238 for operators, dotted paths and names that
 * JavaScript objects reorder.
 */
export function topLevelField(name: string): string {
  if (name === '' || name.startsWith('$') || name.includes('.') || INDEX_LIKE.test(name))
    throw notImplemented(`the field name '${name}'`);
  return name;
}

/** JavaScript objects keep such names in numeric order before all others, so the order of the fields would change. */
const INDEX_LIKE = /^(?:0|[1-9]\d{0,9})$/;

/** Throws MongoError 238 if the document, or one inside it, has a field name that JavaScript objects reorder. */
export function refuseReorderedNames(value: unknown): void {
  if (Array.isArray(value)) {
    for (const element of value) refuseReorderedNames(element);
  } else if (isDocument(value)) {
    for (const [name, field] of Object.entries(value)) {
      if (INDEX_LIKE.test(name)) throw notImplemented(`the field name '${name}'`);
      refuseReorderedNames(field);
    }
  }
}

/**
 * Moves `_id` to the front, where MongoDB stores it (mongoose sends it last). Works on the bytes, because decoding and
 * encoding would lose the difference between the number types.
 */
export function withIdFirst(bytes: Buffer): Buffer {
  const elements = [...BSON.onDemand.parseToElements(bytes)];
  const id = elements.find(([, at, length]) => bytes.toString('latin1', at, at + length) === '_id');
  if (!id || id === elements[0]) return bytes;
  const [, nameStart, , valueStart, valueLength] = id;
  const start = nameStart - 1; // the byte that holds the type
  const end = valueStart + valueLength;
  return Buffer.concat([
    bytes.subarray(0, 4),
    bytes.subarray(start, end),
    bytes.subarray(4, start),
    bytes.subarray(end),
  ]);
}
