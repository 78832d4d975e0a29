import { createHash, randomBytes } from 'node:crypto';
import { ApiTokenModel } from '../models/api-token.js';
import type { ApiTokenRecord, Scope } from '../models/api-token.js';

export type { Scope };

/** The right of a program to act for a user. Never contains the token itself. */
export interface ApiToken {
  readonly id: string;
  readonly userId: string;
  readonly scopes: readonly Scope[];
}

export interface NewToken {
  /** Nobody can read it again: the database holds only its hash. */
  readonly token: string;
  readonly expiresAt: Date;
}

export interface ApiTokens {
  /** Creates the token of a login, with all scopes. Revokes the user’s oldest login tokens if there are too many. */
  logIn(userId: string): Promise<NewToken>;
  /** Resolves to null for an unknown, expired or revoked token. Records the use. */
  find(token: string): Promise<ApiToken | null>;
  revoke(id: string): Promise<void>;
}

const TOKEN_BYTES = 32;
/** Lets programs that search files for leaked secrets recognise a token. */
const PREFIX = 'parley_';
const LOGIN_NAME = 'Login';
const LOGIN_MS = 30 * 24 * 60 * 60 * 1_000;
const LOGINS_PER_USER_MAX = 20;
const USE_RECORDED_EVERY_MS = 60 * 60 * 1_000;

/** @param now ms since the epoch */
export function createApiTokens(now: () => number): ApiTokens {
  async function revokeOldest(userId: string): Promise<void> {
    const tokens = await ApiTokenModel.find({ user: userId, name: LOGIN_NAME })
      .select('_id')
      .sort({ createdAt: -1 })
      .lean();
    const surplus = tokens.slice(LOGINS_PER_USER_MAX).map(({ _id }) => _id);
    if (surplus.length > 0) await ApiTokenModel.deleteMany({ _id: { $in: surplus } });
  }

  async function recordUse({ _id, lastUsedAt }: ApiTokenRecord): Promise<void> {
    const at = now();
    if (lastUsedAt && at - lastUsedAt.getTime() < USE_RECORDED_EVERY_MS) return;
    await ApiTokenModel.updateOne({ _id }, { $set: { lastUsedAt: new Date(at) } });
  }

  return {
    async logIn(userId) {
      const token = `${PREFIX}${randomBytes(TOKEN_BYTES).toString('base64url')}`;
      const createdAt = new Date(now());
      const expiresAt = new Date(createdAt.getTime() + LOGIN_MS);
      const scopes: Scope[] = ['read', 'write'];
      await ApiTokenModel.create({
        user: userId,
        hash: hashOf(token),
        name: LOGIN_NAME,
        scopes,
        createdAt,
        expiresAt,
      });
      await revokeOldest(userId);
      return { token, expiresAt };
    },

    async find(token) {
      const unexpired = { hash: hashOf(token), expiresAt: { $gt: new Date(now()) } };
      const record = await ApiTokenModel.findOne(unexpired).lean();
      if (!record) return null;
      await recordUse(record);
      return { id: String(record._id), userId: String(record.user), scopes: record.scopes };
    },

    async revoke(id) {
      await ApiTokenModel.deleteOne({ _id: id });
    },
  };
}

/** A token has 256 random bits, so its hash needs neither a salt nor many rounds. */
function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('base64url');
}
