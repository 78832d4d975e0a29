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

/** A refusal with MongoDB's error code. Whoever throws one has written nothing of the document it is about. */
export class MongoError extends Error {
  readonly code: keyof typeof CODE_NAMES;
  /** Further fields of the reply, such as `keyPattern`. */
  readonly details: object;

  constructor(code: keyof typeof CODE_NAMES, message: string, details: object = {}) {
    super(message);
    this.code = code;
    this.details = details;
  }

  /** The error's part of a reply. */
  toReply() {
    return { code: this.code, codeName: CODE_NAMES[this.code], errmsg: this.message, ...this.details };
  }
}

/** For what MongoDB can do and this store cannot: it is refused, never ignored. */
export function notImplemented(what: string): MongoError {
  return new MongoError(238, `${what} is not supported by the embedded store; it needs a MongoDB server`);
}

/** Refuses every field of a command that is not known, so that none is silently ignored. */
export function refuseUnknownFields(where: string, given: object, known: readonly string[]): void {
  const unknown = Object.keys(given).find((field) => !known.includes(field));
  if (unknown === undefined) return;
  throw new MongoError(40415, `BSON field '${where}.${unknown}' is an unknown field.`);
}
