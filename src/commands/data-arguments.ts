import { parseArgs } from 'node:util';
import { UsageError } from './admin-arguments.js';

export const BACKUP_USAGE = `Usage: npm run backup -- [FILE] [--replace]

Writes all data of the embedded database to one file, also while the server is running. Without
FILE, the name holds the date and the time. --replace replaces an existing file. With - as FILE,
the backup goes to standard output; use npm run --silent then, so that npm adds nothing to it.
The file holds password hashes, chat messages and the secret of the sessions: keep it private.`;

export const RESTORE_USAGE = `Usage: npm run restore -- FILE [--replace] [--end-sessions]
       npm run restore -- FILE --check

Restores a backup into the data directory. Stop the server first. --replace replaces the data in
the directory, and keeps the old files beside them. --end-sessions ends all sessions and API
tokens that the backup holds. --check reads the whole file and changes nothing. With - as FILE,
the backup comes from standard input.`;

export const EXPORT_USAGE = `Usage: npm run export -- --to MONGODB_URI [--replace] [--while-running]

Copies all data of the embedded database to a MongoDB, and compares them. MONGODB_URI must name a
database, as in mongodb://localhost/parley. With - the command reads it from standard input, so
that no other user of this machine sees a password in the list of processes. --replace deletes
the documents of Parley in the target first. --while-running allows a rehearsal beside a running
server; later changes are then missing in the target.`;

export interface BackupArguments {
  /** Null: the name with the date. `-`: standard output. */
  readonly file: string | null;
  readonly mayReplace: boolean;
}

export interface RestoreArguments {
  /** `-`: standard input. */
  readonly file: string;
  readonly mayReplace: boolean;
  readonly endSessions: boolean;
  readonly checkOnly: boolean;
}

export interface ExportArguments {
  /** `-`: standard input. */
  readonly to: string;
  readonly mayReplace: boolean;
  readonly whileRunning: boolean;
}

/** Each of these functions returns null if the arguments ask for help. @throws {UsageError} */
export function parseBackupArguments(args: readonly string[]): BackupArguments | null {
  const { values, files } = read(args, ['replace'], 1);
  return values['help'] === true ? null : { file: files[0] ?? null, mayReplace: values['replace'] === true };
}

export function parseRestoreArguments(args: readonly string[]): RestoreArguments | null {
  const { values, files } = read(args, ['replace', 'end-sessions', 'check'], 1);
  if (values['help'] === true) return null;
  const [file] = files;
  if (!file) throw new UsageError('A backup file is missing.');
  const [mayReplace, endSessions] = [values['replace'] === true, values['end-sessions'] === true];
  return { file, mayReplace, endSessions, checkOnly: values['check'] === true };
}

export function parseExportArguments(args: readonly string[]): ExportArguments | null {
  const { values } = read(args, ['replace', 'while-running'], 0, 'to');
  if (values['help'] === true) return null;
  const to = values['to'];
  if (typeof to !== 'string' || to === '') throw new UsageError('The target is missing: --to MONGODB_URI.');
  return { to, mayReplace: values['replace'] === true, whileRunning: values['while-running'] === true };
}

function read(args: readonly string[], flags: readonly string[], files: 0 | 1, text?: string) {
  const options = {
    help: { type: 'boolean' as const, short: 'h' },
    ...Object.fromEntries(flags.map((flag) => [flag, { type: 'boolean' as const }])),
    ...(text !== undefined && { [text]: { type: 'string' as const } }),
  };
  const { values, positionals } = parse([...args], options);
  if (positionals.length > files)
    throw new UsageError(`The command does not take ${positionals.slice(files).join(' ')}.`);
  return { values, files: positionals };
}

function parse(args: string[], options: NonNullable<Parameters<typeof parseArgs>[0]>['options'] & object) {
  try {
    return parseArgs({ args, options, allowPositionals: true });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : 'The arguments cannot be read.');
  }
}
