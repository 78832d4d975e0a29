import { closeSync, fstatSync, ftruncateSync, openSync, writeSync } from 'node:fs';
import type { RootDatabase } from 'lmdb';

const PAGE_BYTES = 4096;
/** Pages of the trees that one change may rewrite: those on the way to its leaf, and as many by splitting. */
const PAGES_PER_CHANGE = 10;
/** For LMDB's own list of free pages. */
const EXTRA_PAGES = 32;
const STEP_BYTES = 512 * 1024;

/**
 * Room on the disk, taken before LMDB needs it. When the disk refuses a write of LMDB's own, lmdb 3.5.6 composes its
 * error message in a buffer that is too small (`last_error` in `mdb_page_flush`), which may end the process. Zeros
 * appended here fail with an ordinary error instead, and LMDB then writes where there is room already.
 */
export class DiskReserve {
  readonly #environment: RootDatabase;
  readonly #file: number;
  #fileBytes = 0;
  #changes = 0;
  #changedBytes = 0;

  constructor(environment: RootDatabase, path: string) {
    this.#environment = environment;
    this.#file = openSync(path, 'a');
  }

  /** Notes a change of the running transaction. */
  note(bytes: number): void {
    this.#changes++;
    this.#changedBytes += bytes;
  }

  /** Makes room for all changes noted since the last call. Throws the system's error when there is none. */
  take(): void {
    const { lastPageNumber } = this.#environment.getStats() as { lastPageNumber: number };
    // A transaction rewrites no page twice, and the pages it adds are at least half full.
    const rewritten = Math.min(this.#changes * PAGES_PER_CHANGE, lastPageNumber);
    const added = (2 * this.#changedBytes) / PAGE_BYTES;
    this.#changes = this.#changedBytes = 0;
    this.#extendTo(Math.ceil(lastPageNumber + rewritten + added + EXTRA_PAGES) * PAGE_BYTES);
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
