// Codes and names are MongoDB's: drivers and mongoose decide by them.
const CODE_NAMES = {
  1: 'InternalError',
  2: 'BadValue',
  9: 'FailedToParse',
  20: 'IllegalOperation',
  22: 'InvalidBSON',
  40: 'ConflictingUpdateOperators',
  59: 'CommandNotFound',
  66: 'ImmutableField',
  85: 'IndexOptionsConflict',
  238: 'NotImplemented',
  10334: 'BSONObjectTooLarge',
  11000: 'DuplicateKey',
  14031: 'OutOfDiskSpace',
  17280: 'KeyTooLong',
  40415: 'Location40415',
} as const;

export type ErrorCode = keyof typeof CODE_NAMES;

/** A refusal with MongoDB's error code. Whoever throws one has written nothing of the document it is about. */
export class MongoError extends Error {
  readonly code: ErrorCode;
  /** Further fields of the reply, such as `keyPattern`. */
  readonly details: Record<string, unknown>;

  constructor(code: ErrorCode, message: string, details: Record<string, unknown> = {}) {
    super(message);
    this.code = code;
    this.details = details;
  }

  /** The error as one of several `writeErrors`. */
  toWriteError(): Record<string, unknown> {
    return { code: this.code, errmsg: this.message, ...this.details };
  }

  /** The error as the whole reply to a command. */
  toReply(): Record<string, unknown> {
    return { ok: 0, codeName: CODE_NAMES[this.code], ...this.toWriteError() };
  }
}

/** For what MongoDB can do and this store cannot: it is refused, never ignored. */
export const notImplemented = (what: string) =>
  new MongoError(238, `${what} is not supported by the embedded store; it needs a MongoDB server`);

export const badValue = (message: string) => new MongoError(2, message);

/** Refuses every field of a command that is not known, so that none is silently ignored. */
export function refuseUnknownFields(where: string, given: object, known: readonly string[]): void {
  for (const field of Object.keys(given)) {
    if (!known.includes(field)) {
      throw new MongoError(40415, `BSON field '${where}.${field}' is an unknown field.`);
    }
  }
}
