import { createHash, randomBytes } from 'node:crypto';
import { RecoveryCodeModel } from '../models/recovery-code.js';

export interface RecoveryCodes {
  /** Replaces the codes of the user and resolves to the new ones. Nobody can read them again. */
  renew(userId: string): Promise<string[]>;
  /** Resolves to whether the user has this code. Each code works once. Case, spaces and hyphens make no difference. */
  use(userId: string, typed: string): Promise<boolean>;
  /** The number of codes that are left. */
  count(userId: string): Promise<number>;
  removeAll(userId: string): Promise<void>;
}

const CODES = 10;
/**
 * 24 characters of 5 bits each: nobody can guess 120 bits, even with a stolen database. OWASP ASVS 5, 6.5.2, asks for 112 if
 * the hash is fast.
 */
const BYTES = 15;
const GROUP = /.{4}(?=.)/g;
/** Crockford's Base32: without I, L, O and U, which people confuse with other characters or read as words. */
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';

export function createRecoveryCodes(): RecoveryCodes {
  return {
    async renew(userId) {
      const codes = Array.from({ length: CODES }, newCode);
      // A crash between the two steps leaves no codes, and the page says so.
      await RecoveryCodeModel.deleteMany({ user: userId });
      await RecoveryCodeModel.insertMany(codes.map((code) => ({ user: userId, hash: hashOf(userId, code) })));
      return codes.map((code) => code.replace(GROUP, '$&-'));
    },

    async use(userId, typed) {
      // The deletion decides: of two requests with the same code, one deletes it.
      const { deletedCount } = await RecoveryCodeModel.deleteOne({
        user: userId,
        hash: hashOf(userId, normalised(typed)),
      });
      return deletedCount === 1;
    },

    count: (userId) => RecoveryCodeModel.countDocuments({ user: userId }),

    async removeAll(userId) {
      await RecoveryCodeModel.deleteMany({ user: userId });
    },
  };
}

function newCode(): string {
  const bits = BigInt(`0x${randomBytes(BYTES).toString('hex')}`);
  return Array.from(
    { length: (BYTES * 8) / 5 },
    (_, i) => ALPHABET[Number((bits >> BigInt(5 * i)) & 31n)],
  ).join('');
}

/** Reads the characters that the alphabet lacks as those that look alike. */
function normalised(typed: string): string {
  return typed.toLowerCase().replace(/[\s-]/g, '').replace(/o/g, '0').replace(/[il]/g, '1');
}

/** The id of the user acts as the salt. A random code of 80 bits needs no slow hash. */
function hashOf(userId: string, code: string): string {
  return createHash('sha256').update(`${userId} ${code}`).digest('base64url');
}
