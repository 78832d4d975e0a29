// Values as bytes whose order is MongoDB's order of values, for indexes, sorting and comparing.
import { Long, ObjectId } from 'bson';
import { type Document, fieldOf } from './documents.js';
import { MongoError, notImplemented } from './errors.js';

/** LMDB allows 1978 bytes, of which the numbers of index and record take ten. */
export const MAX_KEY_BYTES = 1900;

// The first byte follows the order of BSON's types. Missing and null share one, as in MongoDB.
const TYPE = { null: 0x20, number: 0x28, string: 0x30, objectId: 0x50, boolean: 0x58, date: 0x60 };

/** Undefined for a value that this store does not compare: embedded documents, binary data and rare types. */
export function encodeComparable(value: unknown): Buffer | undefined {
  if (value === undefined || value === null) return Buffer.from([TYPE.null]);
  if (typeof value === 'number') return encodeNumber(TYPE.number, value);
  if (typeof value === 'string') return encodeString(value);
  if (typeof value === 'boolean') return Buffer.from([TYPE.boolean, Number(value)]);
  if (value instanceof Date) return encodeNumber(TYPE.date, value.getTime());
  if (value instanceof ObjectId) return Buffer.from([TYPE.objectId, ...value.id]);
  if (value instanceof Long) return encodeNumber(TYPE.number, value.toNumber());
  return undefined;
}

/** Throws MongoError 238 for a value that cannot be compared. */
export function encodeValue(value: unknown): Buffer {
  const key = encodeComparable(value);
  if (!key) throw notImplemented('comparing arrays, embedded documents, binary data or patterns');
  return key;
}

/** A document's key in an index over `fields`. */
export function indexKey(document: Document, fields: readonly string[]): Buffer {
  const key = Buffer.concat(fields.map((field) => encodeValue(fieldOf(document, field))));
  if (key.length > MAX_KEY_BYTES) throw new MongoError(17280, `key too large to index: ${key.length} bytes`);
  return key;
}

// Big-endian doubles sort as bytes once the sign bit of positive and all bits of negative ones are turned over.
function encodeNumber(type: number, value: number): Buffer {
  const bytes = Buffer.alloc(9);
  bytes[0] = type;
  if (Number.isNaN(value)) return bytes; // all zeros: below every number
  bytes.writeDoubleBE(value === 0 ? 0 : value, 1); // one key for 0 and -0
  const negative = value < 0;
  return bytes.map((byte, at) =>
    at === 0 ? byte : byte ^ (negative ? 0xff : at === 1 ? 0x80 : 0),
  ) as Buffer;
}

// Ends in two zero bytes, so that a string sorts before those it begins; a zero byte within becomes 00 01.
function encodeString(value: string): Buffer {
  const bytes = Buffer.from(value.replaceAll('\0', '\0\u0001'));
  return Buffer.concat([Buffer.from([TYPE.string]), bytes, Buffer.from([0, 0])]);
}
