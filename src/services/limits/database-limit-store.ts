import { LimitModel } from '../../models/limit.js';
import type { Change, LimitStore, StoredState } from './limit-store.js';

/** MongoDB's code for a second record with the same unique value. */
const DUPLICATE_KEY = 11_000;

/** Shares the limits between all servers of a database. Each call is one command. */
export const databaseLimitStore: LimitStore = {
  async read(ids) {
    const records = await LimitModel.find({ _id: { $in: [...ids] } }).lean();
    return new Map(
      records.map(({ _id, level, at, until, revision, expiresAt }): [string, StoredState] => [
        _id,
        { state: { level, at, until }, revision, expiresAt: expiresAt.getTime() },
      ]),
    );
  },

  async write(changes) {
    const statements = changes.map(({ id, from, state, expiresAt }) => ({
      updateOne: {
        // If another server has changed the record, the filter finds nothing. Then the upsert tries to insert a second
        // record with this id, and the unique index refuses it.
        filter: { _id: id, revision: from },
        update: { $set: { ...state, revision: from + 1, expiresAt: new Date(expiresAt) } },
        upsert: true,
      },
    }));
    try {
      await LimitModel.bulkWrite(statements, { ordered: false });
      return new Set();
    } catch (error) {
      return lostChanges(error, changes);
    }
  },
};

/** The ids of the changes that lost against another server. Throws the error if it has another reason. */
function lostChanges(error: unknown, changes: readonly Change[]): Set<string> {
  const failures = failedStatements(error);
  if (failures.length === 0 || failures.some(({ code }) => code !== DUPLICATE_KEY)) throw error;
  return new Set(failures.flatMap(({ index }) => changes[index]?.id ?? []));
}

function failedStatements(error: unknown): { index: number; code: number }[] {
  const isBulkWrite = error instanceof Error && 'writeErrors' in error;
  return isBulkWrite ? [error.writeErrors as { index: number; code: number }[]].flat() : [];
}
