// Values as bytes whose order is MongoDB's order of values, for indexes, sorting and comparing.
import { Long, ObjectId } from 'bson';
import { type Document, valueAt } from './documents.js';
import { MongoError, notImplemented } from './errors.js';

/** LMDB allows 1978 bytes, of which the index's and the record's numbers take ten. */
export const MAX_KEY_BYTES = 1900;

// The first byte of a key follows the order of BSON's types. Missing and null share one, as in MongoDB.
const NULL = 0x20;
const NUMBER = 0x28;
const STRING = 0x30;
const OBJECT_ID = 0x50;
const BOOLEAN = 0x58;
const DATE = 0x60;

/** Null for a value that this store does not compare: arrays, embedded documents, binary data and rare types. */
export function encodeComparable(value: unknown): Buffer | null {
  if (value === undefined || value === null) return Buffer.from([NULL]);
  if (typeof value === 'number') return encodeNumber(NUMBER, value);
  if (typeof value === 'string') return encodeString(value);
  if (typeof value === 'boolean') return Buffer.from([BOOLEAN, value ? 1 : 0]);
  if (value instanceof Date) return encodeNumber(DATE, value.getTime());
  if (value instanceof ObjectId) return Buffer.concat([Buffer.from([OBJECT_ID]), value.id]);
  if (value instanceof Long) return encodeNumber(NUMBER, value.toNumber());
  return null;
}

/** Throws MongoError 238 for a value that cannot be compared. */
export function encodeValue(value: unknown): Buffer {
  const key = encodeComparable(value);
  if (!key) throw notImplemented('comparing arrays, embedded documents, binary data or patterns');
  return key;
}

export function encodeValues(values: readonly unknown[]): Buffer {
  return Buffer.concat(values.map(encodeValue));
}

/** A document's key in an index over `fields`. */
export function indexKey(document: Document, fields: readonly string[]): Buffer {
  const key = encodeValues(fields.map((field) => valueAt(document, field)));
  if (key.length > MAX_KEY_BYTES) throw new MongoError(17280, `key too large to index: ${key.length} bytes`);
  return key;
}

/** The order in which documents stand under a sort specification: negative when `a` comes first. */
export function sortOrder(sort: Record<string, 1 | -1>): (a: SortKey, b: SortKey) => number {
  const directions = Object.values(sort);
  return (a, b) => {
    for (const [position, direction] of directions.entries()) {
      const order = Buffer.compare(a[position] ?? EMPTY, b[position] ?? EMPTY) * direction;
      if (order !== 0) return order;
    }
    return 0;
  };
}

/** One part for each field of the sort specification. */
export type SortKey = readonly Buffer[];

export function sortKey(document: Document, sort: Record<string, 1 | -1>): SortKey {
  return Object.keys(sort).map((field) => encodeValue(valueAt(document, field)));
}

const EMPTY = Buffer.alloc(0);

// Big-endian doubles sort like their bytes once the sign bit of positive ones and all bits of negative ones are turned.
function encodeNumber(type: number, value: number): Buffer {
  const bytes = Buffer.alloc(9);
  bytes[0] = type;
  if (Number.isNaN(value)) return bytes; // all zeros: below every number
  bytes.writeDoubleBE(value === 0 ? 0 : value, 1); // one key for 0 and -0
  const negative = value < 0;
  for (let i = 1; i < 9; i++) bytes[i] = (bytes[i] ?? 0) ^ (negative ? 0xff : i === 1 ? 0x80 : 0);
  return bytes;
}

// Ends in two zero bytes, so that a string sorts before those it begins; a zero byte within becomes 00 01.
function encodeString(value: string): Buffer {
  const escaped = value.includes('\0') ? value.replaceAll('\0', '\0\u0001') : value;
  const bytes = Buffer.from(escaped);
  return Buffer.concat([Buffer.from([STRING]), bytes, Buffer.from([0, 0])]);
}
