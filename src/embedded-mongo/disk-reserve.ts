import { closeSync, fstatSync, ftruncateSync, openSync, writeSync } from 'node:fs';
import type { RootDatabase } from 'lmdb';

/** The most B+tree pages that one change rewrites: the path from root to leaf, and as many again for page splits. */
const PAGES_PER_CHANGE = 10;
/** Room for LMDB's own list of free pages. */
const EXTRA_PAGES = 32;
const STEP_BYTES = 512 * 1024;

/**
 * Allocates disk space before LMDB needs it. If the disk refuses a write of LMDB itself, lmdb 3.5.6 writes its error
 * message into a buffer that is too small (`last_error` in `mdb_page_flush`), which can end the process. This class
 * appends zeros to the file first: on a full disk that fails with an ordinary error, and otherwise LMDB overwrites space
 * that the file already has.
 */
export class DiskReserve {
  readonly #environment: RootDatabase;
  readonly #file: number;
  /** LMDB takes the system's page size when it creates the file: 4096 on most machines, 16384 on some. */
  readonly #pageBytes: number;
  #fileBytes = 0;
  #changes = 0;
  #changedBytes = 0;

  constructor(environment: RootDatabase, path: string) {
    this.#environment = environment;
    this.#file = openSync(path, 'a');
    this.#pageBytes = statsOf(environment).pageSize;
  }

  /** Counts a change in the running transaction. */
  countChange(bytes: number): void {
    this.#changes++;
    this.#changedBytes += bytes;
  }

  /** Allocates space for all changes counted since the last call. Throws the system's error if the disk is full. */
  allocate(): void {
    const { lastPageNumber } = statsOf(this.#environment);
    // A transaction rewrites each page at most once, and the pages that it adds are at least half full.
    const rewritten = Math.min(this.#changes * PAGES_PER_CHANGE, lastPageNumber);
    const added = (2 * this.#changedBytes) / this.#pageBytes;
    this.#changes = this.#changedBytes = 0;
    this.#extendTo(Math.ceil(lastPageNumber + rewritten + added + EXTRA_PAGES) * this.#pageBytes);
  }

  close(): void {
    closeSync(this.#file);
  }

  #extendTo(bytes: number): void {
    if (bytes <= this.#fileBytes) return;
    const before = fstatSync(this.#file).size;
    const zeros = Buffer.alloc(STEP_BYTES);
    let size = before;
    try {
      while (size < bytes) size += writeSync(this.#file, zeros);
    } catch (error) {
      ftruncateSync(this.#file, before);
      throw error;
    }
    this.#fileBytes = size;
  }
}

/** lmdb types the result of `getStats` as an object without fields. */
function statsOf(environment: RootDatabase): { lastPageNumber: number; pageSize: number } {
  return environment.getStats() as { lastPageNumber: number; pageSize: number };
}
