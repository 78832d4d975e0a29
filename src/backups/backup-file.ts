import { createWriteStream } from 'node:fs';
import { link, open, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Readable } from 'node:stream';
import type { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { BackupError } from './backup-error.js';
import type { BackupCounts } from './backup-records.js';
import { decodeBackup } from './decode-backup.js';
import type { BackupRecord } from './decode-backup.js';
import { encodeBackup } from './encode-backup.js';
import type { BackupSource } from './encode-backup.js';

/** Writes a backup to `output`, and ends it. Rejects with an AbortError when `signal` aborts. */
export async function writeBackup(
  source: BackupSource,
  output: Writable,
  signal: AbortSignal,
): Promise<BackupCounts> {
  let counts: BackupCounts = { collections: 0, documents: 0 };
  const bytes = encodeBackup(source, (all) => {
    counts = all;
  });
  await pipeline(Readable.from(bytes, { objectMode: false }), createGzip(), output, { signal });
  return counts;
}

/**
 * Writes a backup that only its owner may read. The file appears under its name when it is complete and on disk. Rejects
 * with a BackupError if a file has that name already, unless `mayReplace` is true.
 */
export async function writeBackupFile(
  source: BackupSource,
  path: string,
  { mayReplace, signal }: { mayReplace: boolean; signal: AbortSignal },
): Promise<BackupCounts & { bytes: number }> {
  const draft = `${path}.${process.pid}.part`;
  try {
    const output = createWriteStream(draft, { flags: 'wx', mode: 0o600, flush: true });
    const counts = await writeBackup(source, output, signal);
    const { size } = await stat(draft);
    if (mayReplace) await rename(draft, path);
    else await linkUnlessExists(draft, path);
    await syncFolder(dirname(path));
    return { ...counts, bytes: size };
  } catch (error) {
    throw asFileError(error, 'written');
  } finally {
    await rm(draft, { force: true });
  }
}

/** `link` never replaces a file, also one that has appeared in the meantime. */
async function linkUnlessExists(from: string, to: string): Promise<void> {
  try {
    await link(from, to);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    throw new BackupError(`There is a file ${to} already. Choose another name, or add --replace.`);
  }
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  await folder.sync();
  await folder.close();
}

/** Yields the records of a backup. See `decodeBackup`. */
export async function* readBackup(input: Readable): AsyncGenerator<BackupRecord> {
  const gunzip = createGunzip();
  input.on('error', (error) => gunzip.destroy(error));
  input.pipe(gunzip);
  try {
    yield* decodeBackup(gunzip);
  } catch (error) {
    throw asBackupError(error);
  } finally {
    input.destroy();
    gunzip.destroy();
  }
}

function asBackupError(error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'Z_BUF_ERROR')
    return new BackupError('The backup is incomplete: its end is missing. Use another backup.');
  if (code === 'Z_DATA_ERROR') {
    const isForeign = /incorrect header check|unknown compression/.test((error as Error).message);
    return new BackupError(
      isForeign
        ? 'This is not a backup of Parley. Choose a file that npm run backup has written.'
        : 'The backup is damaged. Use another backup.',
    );
  }
  return asFileError(error, 'read');
}

/** An error of the system, for example because the disk is full, becomes a sentence about the backup. */
function asFileError(error: unknown, verb: 'read' | 'written'): unknown {
  if (!(error instanceof Error && 'syscall' in error)) return error;
  return new BackupError(`The backup cannot be ${verb}: ${error.message}.`);
}
