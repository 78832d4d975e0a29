import {
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmdirSync,
  rmSync,
} from 'node:fs';
import { join } from 'node:path';

// New files for a data directory pass through three states, so that a crash leaves either all old or all new files:
//   restore-<stamp>.part    being written; the old files are in use
//   restore-<stamp>.ready   complete and on disk; the next process that claims the directory moves the files up
//   before-restore-<stamp>  the old files, kept aside
// The renaming from `.part` to `.ready` is the single step that decides.
const PART = /^restore-([\w-]+)\.part$/;
const READY = /^restore-([\w-]+)\.ready$/;

/** Creates the folder for the new files. Removes what interrupted attempts have left. Call only with a claim. */
export function startReplacement(directory: string, stamp: string): string {
  for (const name of readdirSync(directory)) {
    if (PART.test(name)) rmSync(join(directory, name), { recursive: true });
  }
  const folder = join(directory, `restore-${stamp}.part`);
  mkdirSync(folder, { mode: 0o700 });
  return folder;
}

/** Makes the new files valid. After this, `finishReplacement` moves them up, now or after a crash. */
export function commitReplacement(directory: string, stamp: string): void {
  const folder = join(directory, `restore-${stamp}.part`);
  for (const name of readdirSync(folder)) syncToDisk(join(folder, name));
  syncToDisk(folder);
  renameSync(folder, join(directory, `restore-${stamp}.ready`));
  syncToDisk(directory);
}

export function hasPendingReplacement(directory: string): boolean {
  return existsSync(directory) && readdirSync(directory).some((name) => READY.test(name));
}

/**
 * Moves the new files of a committed replacement up and the old files aside. Every step may be repeated after a crash.
 * Call only with a claim, and while no process of the claim has the database open. Returns whether there was a replacement.
 */
export function finishReplacement(directory: string): boolean {
  const ready = readdirSync(directory).flatMap((name) => READY.exec(name) ?? []);
  const [folderName, stamp] = ready;
  if (folderName === undefined || stamp === undefined) return false;
  const folder = join(directory, folderName);
  const aside = join(directory, `before-restore-${stamp}`);
  for (const name of readdirSync(folder)) {
    const current = join(directory, name);
    if (existsSync(current)) {
      mkdirSync(aside, { recursive: true, mode: 0o700 });
      linkAside(current, join(aside, name));
    }
    // LMDB's list of readers belongs to the old file.
    rmSync(`${current}-lock`, { force: true });
    renameSync(join(folder, name), current);
  }
  if (existsSync(aside)) syncToDisk(aside);
  syncToDisk(directory);
  rmdirSync(folder);
  syncToDisk(directory);
  return true;
}

/** A link instead of a renaming: the old file keeps its place until the new file takes it. */
function linkAside(from: string, to: string): void {
  try {
    linkSync(from, to);
  } catch (error) {
    // The file is there already: an attempt before a crash has linked it.
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
}

function syncToDisk(path: string): void {
  const file = openSync(path, 'r');
  fsyncSync(file);
  closeSync(file);
}
