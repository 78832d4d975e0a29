import { compare, hash } from 'bcrypt';
import { PASSWORD_MAX_BYTES } from '../shared/limits.js';
import { WorkLimit } from './work-limit.js';

export interface Passcodes {
  /** @throws {BusyError} when too many passcodes wait to be hashed */
  hash(passcode: string): Promise<string>;
  /** Resolves to false for a missing passcode. @throws {BusyError} when too many passcodes wait to be compared */
  matches(passcode: string | undefined, passcodeHash: string): Promise<boolean>;
}

/**
 * About 60 ms on a current machine, a quarter of a password: a person waits for it before a call, and a passcode protects
 * one meeting only.
 */
const BCRYPT_COST = 10;
/** One thread at a time, so that guesses at passcodes do not slow down logins. */
const HASHES = { running: 1, waiting: 40 };

export function createPasscodes({ bcryptCost = BCRYPT_COST } = {}): Passcodes {
  const hashes = new WorkLimit(HASHES);
  return {
    hash: (passcode) => hashes.run(() => hash(passcode, bcryptCost)),
    async matches(passcode, passcodeHash) {
      // bcrypt ignores everything after the first 72 bytes.
      if (passcode === undefined || Buffer.byteLength(passcode) > PASSWORD_MAX_BYTES) return false;
      return hashes.run(() => compare(passcode, passcodeHash));
    },
  };
}
