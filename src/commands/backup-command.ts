import { resolve } from 'node:path';
import type { Writable } from 'node:stream';
import { writeBackup, writeBackupFile } from '../backups/backup-file.js';
import type { BackupCounts } from '../backups/backup-records.js';
import type { BackupSource } from '../backups/encode-backup.js';
import { CommandError } from './command-error.js';
import type { BackupArguments } from './data-arguments.js';

export interface BackupOptions {
  readonly source: BackupSource;
  readonly output: Writable & { readonly isTTY?: boolean };
  /** Stops the backup. An unfinished file is removed. */
  readonly signal: AbortSignal;
  /** Prints a line for the person at the terminal, and not to `output`. */
  print(line: string): void;
}

const PRIVATE = 'It holds password hashes, chat messages and secrets. Store it where only you can read it.';

export async function runBackup(
  { file, mayReplace }: BackupArguments,
  { source, output, signal, print }: BackupOptions,
): Promise<void> {
  if (file === '-') {
    if (output.isTTY) throw new CommandError('Redirect the backup to a file or a program, or name a file.');
    print(`Wrote a backup with ${countsText(await writeBackup(source, output, signal))}. ${PRIVATE}`);
    return;
  }
  const path = resolve(file ?? defaultName(source.createdAt));
  const { bytes, ...counts } = await writeBackupFile(source, path, { mayReplace, signal });
  print(`Wrote ${path} with ${countsText(counts)} (${sizeText(bytes)}). ${PRIVATE}`);
  if (source.sessionSecret === undefined)
    print(
      'It does not hold the secret of the sessions, because SESSION_SECRET sets it. Keep that setting too.',
    );
}

/** Like `parley-2026-11-27T17-50-00Z.backup`; sorts by time. */
function defaultName(createdAt: Date): string {
  return `parley-${createdAt.toISOString().replace(/\.\d+/, '').replaceAll(':', '-')}.backup`;
}

export function countsText({ collections, documents }: BackupCounts): string {
  return `${plural(documents, 'document')} in ${plural(collections, 'collection')}`;
}

export function plural(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

function sizeText(bytes: number): string {
  return bytes < 1e6 ? `${Math.ceil(bytes / 1e3)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}
