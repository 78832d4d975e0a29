import { createHash, randomBytes } from 'node:crypto';
import { PendingLoginModel } from '../models/pending-login.js';

/** A login with the right password that waits for the second factor. */
export interface PendingLogin {
  readonly id: string;
  readonly userId: string;
}

export interface PendingLogins {
  /** Resolves to the token that stands for the login. */
  start(userId: string): Promise<string>;
  /** Resolves to null for a token that is unknown, expired or used. */
  find(token: string): Promise<PendingLogin | null>;
  /** Resolves to whether this call has ended it. Of two requests that finish one login, only one may log in. */
  end(id: string): Promise<boolean>;
}

const TOKEN_BYTES = 32;
export const PENDING_LOGIN_MS = 5 * 60_000;

/** @param now ms since the epoch */
export function createPendingLogins(now: () => number): PendingLogins {
  return {
    async start(userId) {
      const token = randomBytes(TOKEN_BYTES).toString('base64url');
      const expiresAt = new Date(now() + PENDING_LOGIN_MS);
      await PendingLoginModel.create({ user: userId, hash: hashOf(token), expiresAt });
      return token;
    },

    async find(token) {
      const unexpired = { hash: hashOf(token), expiresAt: { $gt: new Date(now()) } };
      const record = await PendingLoginModel.findOne(unexpired).lean();
      return record && { id: String(record._id), userId: String(record.user) };
    },

    async end(id) {
      const { deletedCount } = await PendingLoginModel.deleteOne({ _id: id });
      return deletedCount === 1;
    },
  };
}

/** A token has 256 random bits, so its hash needs neither a salt nor many rounds. */
function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('base64url');
}
