import { hkdfSync, randomBytes } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const FILE = 'session-secret';
const BYTES = 32;

/**
 * The secret that is kept in `dataDir`; made there, readable by its owner alone, when there is none yet. Two processes
 * that start at once agree on one. Throws where the folder cannot be read or written.
 */
export function keptSecret(dataDir: string): string {
  const file = join(dataDir, FILE);
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  return readSecret(file) ?? makeSecret(file);
}

/** A key of its own for each purpose, so that what one of them gives away says nothing about the others. */
export function deriveKey(secret: string, purpose: string): string {
  return Buffer.from(hkdfSync('sha256', secret, 'parley', purpose, BYTES)).toString('base64url');
}

function readSecret(file: string): string | null {
  try {
    const secret = readFileSync(file, 'utf8').trim();
    if (secret.length >= BYTES) return secret;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    throw error;
  }
  throw new Error(`${file} is damaged. Restore it, or delete it: then everyone has to log in again.`);
}

/** Written aside and linked, so that nobody ever reads half of it and nobody's is replaced. */
function makeSecret(file: string): string {
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, `${randomBytes(BYTES).toString('base64url')}\n`, { mode: 0o600, flush: true });
  try {
    linkSync(draft, file);
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error; // somebody else was first: theirs holds
  } finally {
    rmSync(draft);
  }
  const secret = readSecret(file);
  if (secret === null) throw new Error(`${file} is gone as soon as it was made.`);
  return secret;
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
