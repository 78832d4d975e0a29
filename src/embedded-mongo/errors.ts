// MongoDB's own codes and names: drivers and mongoose react to them.
const CODE_NAMES = {
  1: 'InternalError',
  2: 'BadValue',
  9: 'FailedToParse',
  20: 'IllegalOperation',
  22: 'InvalidBSON',
  26: 'NamespaceNotFound',
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

/** A refusal with MongoDB's error code. Code that throws it has not written any part of the refused document. */
export class MongoError extends Error {
  readonly code: keyof typeof CODE_NAMES;
  /** Additional fields of the reply, such as `keyPattern`. */
  readonly details: object;

  constructor(code: keyof typeof CODE_NAMES, message: string, details: object = {}) {
    super(message);
    this.code = code;
    this.details = details;
  }

  /** The fields that describe the error in a reply. */
  toReply() {
    return { code: this.code, codeName: CODE_NAMES[this.code], errmsg: this.message, ...this.details };
  }
}

/** For features of MongoDB that the embedded database lacks: it refuses them and never ignores them. */
export function notImplemented(feature: string): MongoError {
  return new MongoError(
    238,
    `the embedded database does not support ${feature}; use a MongoDB server for that`,
  );
}

/** Throws MongoError 40415 if `fields` has a key that is not in `known`. No field is silently ignored. */
export function refuseUnknownFields(where: string, fields: object, known: readonly string[]): void {
  const unknown = Object.keys(fields).find((field) => !known.includes(field));
  if (unknown === undefined) return;
  throw new MongoError(40415, `BSON field '${where}.${unknown}' is an unknown field.`);
}
