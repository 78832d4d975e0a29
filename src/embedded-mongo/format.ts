import type { Database, Transaction } from 'lmdb';

/**
 * The version of everything that `layout.ts`, `keys.ts` and `catalog.ts` write. Increase it with every change after which
 * an older release would misread the file, and convert the files of earlier versions here.
 */
export const FORMAT = 1;

const KEY = Buffer.from('format');

/**
 * Writes the version into a file that has none: a new file, or one from before versions were written. Throws an Error
 * with a readable sentence if a later release has written the file.
 */
export function checkFormat(table: Database<Buffer, Buffer>): void {
  if (table.get(KEY) === undefined) table.putSync(KEY, Buffer.from(String(FORMAT)));
  else refuseLaterFormat(table);
}

/** The same without writing. */
export function refuseLaterFormat(
  table: Database<Buffer, Buffer>,
  options: { transaction?: Transaction } = {},
): void {
  const stored = table.get(KEY, options)?.toString();
  if (stored !== undefined && stored !== String(FORMAT)) {
    throw new Error(
      `A later release of Parley has written the database (format ${stored}; this release knows format ${FORMAT}). Start that release again, or restore a backup that this release has made.`,
    );
  }
}
