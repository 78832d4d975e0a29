import { createHash, randomBytes } from 'node:crypto';
import { ApiTokenModel, SCOPES } from '../models/api-token.js';
import type { ApiTokenRecord, Scope } from '../models/api-token.js';

export { SCOPES };
export type { Scope };

/** The right of a program to act for a user. Never contains the token itself. */
export interface ApiToken {
  readonly id: string;
  readonly userId: string;
  readonly scopes: readonly Scope[];
  /** Whether a login through the API has created the token. */
  readonly isLogin: boolean;
}

/** A token as its user sees it. */
export interface ListedToken {
  readonly id: string;
  readonly name: string;
  readonly scopes: readonly Scope[];
  readonly isLogin: boolean;
  readonly createdAt: Date;
  /** Null before the first use. The last use, up to an hour early. */
  readonly lastUsedAt: Date | null;
  readonly expiresAt: Date;
}

export interface NewToken extends ListedToken {
  /** Nobody can read it again: the database holds only its hash. */
  readonly token: string;
}

export interface TokenChoice {
  readonly name: string;
  readonly scopes: readonly Scope[];
  /** The lifetime, at most `TOKEN_DAYS_MAX`. */
  readonly days: number;
}

export interface ApiTokens {
  /** Creates the token of a login, with all scopes. Revokes the user’s oldest login tokens if there are too many. */
  logIn(userId: string): Promise<NewToken>;
  /** Resolves to null, and creates nothing, if the user has `TOKENS_PER_USER_MAX` tokens besides those of logins. */
  create(userId: string, choice: TokenChoice): Promise<NewToken | null>;
  /** The valid tokens of the user, the newest first. */
  list(userId: string): Promise<ListedToken[]>;
  /** Resolves to null for an unknown, expired or revoked token. Records the use. */
  find(token: string): Promise<ApiToken | null>;
  /** Resolves to false if the user has no token with this id, which may be any text. */
  revoke(userId: string, id: string): Promise<boolean>;
}

export const TOKENS_PER_USER_MAX = 50;
export const TOKEN_DAYS_MAX = 365;

const TOKEN_BYTES = 32;
/** Lets programs that search files for leaked secrets recognise a token. */
const PREFIX = 'parley_';
const LOGIN_NAME = 'Login';
const LOGIN_DAYS = 30;
const DAY_MS = 24 * 60 * 60 * 1_000;
const LOGINS_PER_USER_MAX = 20;
/** The form of an id of the database. */
const ID = /^[0-9a-f]{24}$/;
const USE_RECORDED_EVERY_MS = 60 * 60 * 1_000;

/** @param now ms since the epoch */
export function createApiTokens(now: () => number): ApiTokens {
  async function add(userId: string, choice: TokenChoice, isLogin: boolean): Promise<NewToken> {
    const { name, scopes, days } = choice;
    const token = `${PREFIX}${randomBytes(TOKEN_BYTES).toString('base64url')}`;
    const createdAt = new Date(now());
    const expiresAt = new Date(createdAt.getTime() + days * DAY_MS);
    const record = await ApiTokenModel.create({
      user: userId,
      hash: hashOf(token),
      name,
      scopes: [...scopes],
      isLogin,
      createdAt,
      expiresAt,
    });
    return { ...toListed(record.toObject()), token };
  }

  function unexpired() {
    return { expiresAt: { $gt: new Date(now()) } };
  }

  async function revokeOldest(userId: string): Promise<void> {
    const tokens = await ApiTokenModel.find({ user: userId, isLogin: true })
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
      const choice = { name: LOGIN_NAME, scopes: SCOPES, days: LOGIN_DAYS };
      const created = await add(userId, choice, true);
      await revokeOldest(userId);
      return created;
    },

    async create(userId, choice) {
      const created = await add(userId, choice, false);
      // Counted afterwards, so that requests at the same time cannot exceed the limit together.
      const valid = await ApiTokenModel.find({ user: userId, ...unexpired() })
        .select('isLogin')
        .lean();
      if (valid.filter(({ isLogin }) => !isLogin).length <= TOKENS_PER_USER_MAX) return created;
      await ApiTokenModel.deleteOne({ _id: created.id });
      return null;
    },

    async list(userId) {
      const records = await ApiTokenModel.find({ user: userId, ...unexpired() })
        .sort({ createdAt: -1 })
        .lean();
      return records.map(toListed);
    },

    async find(token) {
      const record = await ApiTokenModel.findOne({ hash: hashOf(token), ...unexpired() }).lean();
      if (!record) return null;
      await recordUse(record);
      const { id, scopes, isLogin } = toListed(record);
      return { id, userId: String(record.user), scopes, isLogin };
    },

    async revoke(userId, id) {
      if (!ID.test(id)) return false;
      const { deletedCount } = await ApiTokenModel.deleteOne({ _id: id, user: userId });
      return deletedCount > 0;
    },
  };
}

function toListed(record: ApiTokenRecord): ListedToken {
  const { _id, name, scopes, isLogin, createdAt, lastUsedAt, expiresAt } = record;
  return {
    id: String(_id),
    name,
    scopes,
    isLogin: isLogin ?? false,
    createdAt,
    lastUsedAt: lastUsedAt ?? null,
    expiresAt,
  };
}

/** A token has 256 random bits, so its hash needs neither a salt nor many rounds. */
function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('base64url');
}
