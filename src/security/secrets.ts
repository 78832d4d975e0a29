import { hkdfSync, randomBytes } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The name of the file in the data directory. */
export const SECRET_FILE = 'session-secret';
const BYTES = 32;

/**
 * Reads the secret from `dataDir`. If there is none, generates one and stores it there with file mode 0600. Two
 * processes that start at the same time use the same secret. Throws if the folder cannot be read or written.
 */
export function loadOrCreateSecret(dataDir: string): string {
  const file = join(dataDir, SECRET_FILE);
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  return readSecret(file) ?? createSecret(file);
}

/** Derives one key per purpose (HKDF, RFC 5869), so that a leaked key reveals nothing about the other keys. */
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
  throw new Error(
    `${file} is damaged. Restore it from a backup, or delete it. If you delete it, everyone has to log in again.`,
  );
}

/**
 * Writes a draft and links it to the final name. A reader therefore never sees half a file, and `link` never replaces a
 * secret that another process has stored.
 */
function createSecret(file: string): string {
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, `${randomBytes(BYTES).toString('base64url')}\n`, { mode: 0o600, flush: true });
  try {
    linkSync(draft, file);
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error; // another process has stored its secret: use that one
  } finally {
    rmSync(draft);
  }
  const secret = readSecret(file);
  if (secret === null) throw new Error(`${file} was deleted while Parley was starting. Start Parley again.`);
  return secret;
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
