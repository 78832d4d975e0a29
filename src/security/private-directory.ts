import { chmodSync, mkdirSync, readdirSync, statSync } from 'node:fs';

/** The files and folders that Parley itself keeps in its data directory, including those that exist for a moment only. */
const OWN_FILE =
  /^(?:parley\.mdb|parley\.mdb-lock|mongo\.sock|(?:session-secret|self-signed\.pem)(?:\.\d+)?|(?:before-)?restore-[\w-]+(?:\.part|\.ready)?)$/;
const GROUP = 0o070;
const OTHERS = 0o007;

/**
 * Creates the directory so that only its owner can enter it. An existing directory that other accounts may enter becomes private if
 * it belongs to this account and holds nothing but files of Parley; otherwise the function throws a readable sentence,
 * because a change could lock out other programs. A group may enter a directory of another account: this is how volumes
 * are shared with containers.
 */
export function makePrivateDirectory(path: string): void {
  mkdirSync(path, { recursive: true, mode: 0o700 });
  const { mode, uid } = statSync(path);
  const isOwn = uid === process.getuid?.();
  if (process.getuid === undefined || (mode & (isOwn ? GROUP | OTHERS : OTHERS)) === 0) return;
  if (isOwn && readdirSync(path).every((name) => OWN_FILE.test(name))) {
    chmodSync(path, 0o700);
    return;
  }
  throw new Error(
    `Other accounts of this machine may open the data directory ${path}. Run chmod 700 on it if only Parley uses it, or set DATA_DIR to another folder.`,
  );
}
