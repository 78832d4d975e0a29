import type { RootDatabase } from 'lmdb';
import type { DiskReserve } from './disk-reserve.js';
import { MongoError } from './errors.js';

interface PendingWrite {
  /** Makes the changes. Returns a function that settles the writer's promise; call it once the commit is on disk. */
  run(): () => void;
  reject(error: Error): void;
}

/**
 * Group commit: writes that arrive in one tick share one LMDB commit, and their promises settle only after that commit
 * is on disk. (lmdb's asynchronous transactions end the process with an unhandled rejection if the disk is full.)
 */
export class CommitQueue {
  #pending: PendingWrite[] = [];
  readonly #environment: RootDatabase;
  readonly #reserve: DiskReserve;
  readonly #onRollback: () => void;

  /** The queue calls `onRollback` after a failed commit, whose changes in memory are then invalid. */
  constructor(environment: RootDatabase, reserve: DiskReserve, onRollback: () => void) {
    this.#environment = environment;
    this.#reserve = reserve;
    this.#onRollback = onRollback;
  }

  /**
   * Runs `work` inside the next transaction. If `work` throws a MongoError, only this write rejects, and the changes
   * that `work` made before stay. Any other error undoes the whole commit. Rejects with MongoError 14031 if the disk is
   * full.
   */
  write<T>(work: () => T): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const run = () => {
        try {
          const value = work();
          return () => {
            resolve(value);
          };
        } catch (error) {
          if (!(error instanceof MongoError)) throw error;
          return () => {
            reject(error);
          };
        }
      };
      if (this.#pending.push({ run, reject }) === 1) setImmediate(this.commit);
    });
  }

  /** Commits all pending writes now. Throws if the environment has become unusable. */
  readonly commit = (): void => {
    const batch = this.#pending;
    if (batch.length === 0) return;
    this.#pending = [];
    let settlers: (() => void)[];
    try {
      settlers = this.#environment.transactionSync(() => {
        const settlers = batch.map(({ run }) => run());
        this.#reserve.allocate(); // throws if the disk is full, which undoes the transaction
        return settlers;
      });
    } catch (error) {
      for (const { reject } of batch) reject(asWriteFailure(error));
      this.#endIfUnusable();
      this.#onRollback();
      return;
    }
    for (const settle of settlers) settle();
  };

  /**
   * If LMDB cannot write its meta page, it refuses every later transaction of this process (`MDB_FATAL_ERROR` in mdb.c).
   * Then this method throws, which ends the thread, and a new process starts from the last commit on disk.
   */
  #endIfUnusable(): void {
    try {
      this.#environment.transactionSync(() => undefined);
    } catch (error) {
      throw new Error('LMDB accepts no transactions any more, because it could not write its meta page', {
        cause: error,
      });
    }
  }
}

function asWriteFailure(error: unknown): Error {
  const message = error instanceof Error ? error.message : String(error);
  // LMDB reports an input/output error if the disk had room for only a part of a write.
  const isDiskError = /no space|file too large|quota|mapsize|input\/output/i.test(message);
  return isDiskError
    ? new MongoError(14031, `nothing was stored because the disk is full or failing: ${message}`)
    : new Error(message, { cause: error });
}
