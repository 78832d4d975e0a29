/** Whether the database refused a write because of a unique index (MongoDB's code 11000, DuplicateKey). */
export function isDuplicateKey(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 11_000;
}

/**
 * Whether the error comes from the database or from the connection to it. The names of such errors of the driver and
 * of mongoose begin with "Mongo"; mongodb 7 has one exception.
 */
export function isDatabaseFailure(error: unknown): boolean {
  return error instanceof Error && /^Mongo|^PoolClearedOnNetworkError$/.test(error.name);
}
