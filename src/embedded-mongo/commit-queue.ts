import type { RootDatabase } from 'lmdb';
import type { DiskReserve } from './disk-reserve.js';
import { MongoError } from './errors.js';

interface PendingWrite {
  /** Returns what tells the writer, to be called after the commit is on disk. */
  run(): () => void;
  reject(error: Error): void;
}

/**
 * Group commit: writes that arrive in one tick share one LMDB commit, and each is answered only after that commit is
 * on disk. (LMDB's own asynchronous transactions end the process with an unhandled rejection on a full disk.)
 */
export class CommitQueue {
  #pending: PendingWrite[] = [];
  readonly #environment: RootDatabase;
  readonly #reserve: DiskReserve;
  readonly #onLost: () => void;

  /** `onLost` is called when a commit failed and what its writes left in memory must be forgotten. */
  constructor(environment: RootDatabase, reserve: DiskReserve, onLost: () => void) {
    this.#environment = environment;
    this.#reserve = reserve;
    this.#onLost = onLost;
  }

  /**
   * Runs `work` inside the next transaction. A MongoError from it rejects this write alone and keeps what `work` had
   * done until then; anything else undoes the whole commit. Rejects with MongoError 14031 when the disk is full.
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

  /** Commits what is waiting, at once. */
  readonly commit = (): void => {
    const batch = this.#pending;
    if (batch.length === 0) return;
    this.#pending = [];
    let answers: (() => void)[];
    try {
      answers = this.#environment.transactionSync(() => {
        const answers = batch.map(({ run }) => run());
        this.#reserve.take(); // throws when the disk is full, which undoes the transaction
        return answers;
      });
    } catch (error) {
      this.#onLost();
      for (const { reject } of batch) reject(asWriteFailure(error));
      return;
    }
    for (const answer of answers) answer();
  };
}

function asWriteFailure(error: unknown): Error {
  const message = error instanceof Error ? error.message : String(error);
  // LMDB calls it an input/output error when the disk had room for a part of what it wrote.
  const isDisk = /no space|file too large|quota|mapsize|input\/output/i.test(message);
  return isDisk
    ? new MongoError(14031, `nothing was stored, the disk is full or failing: ${message}`)
    : new Error(message, { cause: error });
}
