// Encodes values as bytes that sort in MongoDB's order of values, for indexes, sorting and comparisons.
import { Long, ObjectId } from 'bson';
import { type Document, fieldOf } from './documents.js';
import { MongoError, notImplemented } from './errors.js';

/** LMDB's limit is 1978 bytes; the index number and the record number take ten of them. */
export const MAX_KEY_BYTES = 1900;

// The first byte of a key: it sorts as BSON's types do. A missing field and null share one, as in MongoDB.
const TYPE = { null: 0x20, number: 0x28, string: 0x30, objectId: 0x50, boolean: 0x58, date: 0x60 };

/**
 * Undefined if the embedded database cannot compare the value: arrays, embedded documents, binary data, rare types.
 * Throws MongoError 238 for a long that no double equals: two such longs would have the same key.
 */
export function encodeComparable(value: unknown): Buffer | undefined {
  if (value === undefined || value === null) return Buffer.from([TYPE.null]);
  if (typeof value === 'number') return encodeNumber(TYPE.number, value);
  if (typeof value === 'string') return encodeString(value);
  if (typeof value === 'boolean') return Buffer.from([TYPE.boolean, Number(value)]);
  if (value instanceof Date) return encodeNumber(TYPE.date, value.getTime());
  if (value instanceof ObjectId) return Buffer.from([TYPE.objectId, ...value.id]);
  if (value instanceof Long) return encodeNumber(TYPE.number, exactNumber(value));
  return undefined;
}

/** Like `encodeComparable`, but throws MongoError 238 if the value cannot be compared. */
export function encodeValue(value: unknown): Buffer {
  const key = encodeComparable(value);
  if (!key) throw notImplemented('comparing arrays, embedded documents, binary data or regular expressions');
  return key;
}

/** Whether the key is that of NaN, which MongoDB's range operators treat apart from all other numbers. */
export function isNaNKey(key: Buffer): boolean {
  return key.equals(NAN_KEY);
}

/** A document's key in an index over `fields`. */
export function indexKey(document: Document, fields: readonly string[]): Buffer {
  const key = Buffer.concat(fields.map((field) => encodeValue(fieldOf(document, field))));
  if (key.length > MAX_KEY_BYTES)
    throw new MongoError(17280, `the values are too large for an index: ${key.length} bytes`);
  return key;
}

function exactNumber(value: Long): number {
  const number = value.toNumber();
  if (BigInt(number) !== value.toBigInt()) throw notImplemented(`comparing the long ${value.toString()}`);
  return number;
}

// Big-endian doubles sort as bytes after flipping the sign bit of positive numbers and all bits of negative numbers.
function encodeNumber(type: number, value: number): Buffer {
  const bytes = Buffer.alloc(9);
  bytes[0] = type;
  if (Number.isNaN(value)) return bytes; // all zeros sort below every number
  bytes.writeDoubleBE(value === 0 ? 0 : value, 1); // 0 and -0 have the same key
  const negative = value < 0;
  return bytes.map((byte, at) =>
    at === 0 ? byte : byte ^ (negative ? 0xff : at === 1 ? 0x80 : 0),
  ) as Buffer;
}

const NAN_KEY = encodeNumber(TYPE.number, NaN);

// Two zero bytes end the key, so that a string sorts before its extensions. A zero byte inside becomes 00 01.
function encodeString(value: string): Buffer {
  const bytes = Buffer.from(value.replaceAll('\0', '\0\u0001'));
  return Buffer.concat([Buffer.from([TYPE.string]), bytes, Buffer.from([0, 0])]);
}
