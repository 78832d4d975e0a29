import { LimitModel } from '../../models/limit.js';
import type { Change, LimitStore, StoredState } from './limit-store.js';

/** MongoDB's code for a second record with the same unique value. */
const DUPLICATE_KEY = 11_000;

/** Shares the limits between all servers of a database. A call is one command, and a second one in rare cases. */
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
    const { lost, inserted } = await writeAll(changes);
    // The database has removed these records, because they had expired, and the upsert has created them again.
    const revived = changes.filter(({ from }, index) => from > 0 && inserted.has(index));
    for (const { id, from } of revived) await LimitModel.deleteOne({ _id: id, revision: from + 1 });
    return new Set([...lost, ...revived.map(({ id }) => id)]);
  },
};

interface Outcome {
  /** The ids of the changes that lost against another server. */
  readonly lost: readonly string[];
  /** The positions of the changes that have created a record. */
  readonly inserted: ReadonlySet<number>;
}

async function writeAll(changes: readonly Change[]): Promise<Outcome> {
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
    const { upsertedIds } = await LimitModel.bulkWrite(statements, { ordered: false });
    return { lost: [], inserted: positionsIn(upsertedIds) };
  } catch (error) {
    const failures = failedStatements(error);
    if (failures.length === 0 || failures.some(({ code }) => code !== DUPLICATE_KEY)) throw error;
    const lost = failures.flatMap(({ index }) => changes[index]?.id ?? []);
    return { lost, inserted: positionsIn((error as { upsertedIds?: object }).upsertedIds) };
  }
}

function failedStatements(error: unknown): { index: number; code: number }[] {
  const isBulkWrite = error instanceof Error && 'writeErrors' in error;
  return isBulkWrite ? [error.writeErrors as { index: number; code: number }[]].flat() : [];
}

/** The driver names the records that it has inserted by the positions of their statements. */
function positionsIn(upsertedIds: object = {}): ReadonlySet<number> {
  return new Set(Object.keys(upsertedIds).map(Number));
}
