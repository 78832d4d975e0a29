import { compare, hash } from 'bcrypt';
import type { Language } from '../messages/messages.js';
import { ApiTokenModel } from '../models/api-token.js';
import { MessageModel } from '../models/message.js';
import { PasskeyModel } from '../models/passkey.js';
import { PendingLoginModel } from '../models/pending-login.js';
import { RecoveryCodeModel } from '../models/recovery-code.js';
import { UserModel } from '../models/user.js';
import type { UserRecord } from '../models/user.js';
import { PASSWORD_MAX_BYTES } from '../shared/limits.js';
import { isDuplicateKey } from './database-errors.js';
import { forgetBlocks } from './blocks.js';
import { forgetFavourites } from './favourites.js';
import { forgetInvitations } from './invitations.js';
import { forgetSignUpLinks } from './sign-up-links.js';
import { forgetPushOfUser } from './push/push-subscriptions.js';
import { forgetRings } from './rings.js';
import { forgetReports } from './random-reports.js';
import { forgetRandomMeetings } from './random-seats.js';
import { WorkLimit } from './work-limit.js';

/** A person with an account. Never contains the password's hash. */
export interface User {
  readonly id: string;
  readonly name: string;
  readonly username: string;
  /** Null: the language of the browser. */
  readonly language: Language | null;
  readonly isAdmin: boolean;
}

/** The password is right, but an administrator has disabled the account. */
export class AccountDisabledError extends Error {
  override readonly name = 'AccountDisabledError';
}

export interface Accounts {
  /**
   * Resolves to null when the username is taken. Usernames that differ only in case are the same.
   * @throws {BusyError} when too many passwords wait to be hashed
   */
  register(account: { name: string; username: string; password: string }): Promise<User | null>;
  /**
   * Resolves to null for an unknown username and for a wrong password. Both take the same time.
   * @throws {AccountDisabledError} when the password is right, but the account is disabled
   * @throws {BusyError} when too many passwords wait to be hashed
   */
  authenticate(username: string, password: string): Promise<User | null>;
  /** Resolves to null for a disabled account too. */
  find(id: string): Promise<User | null>;
  /** A language of null is that of the browser. Changes nothing when there is no such user. */
  changeProfile(
    userId: string,
    profile: { name?: string | undefined; language: Language | null },
  ): Promise<void>;
  /** Revokes all API tokens and logins that wait for a second factor too; passkeys stay. @throws {BusyError} when too many passwords wait to be hashed */
  changePassword(userId: string, password: string): Promise<void>;
  /**
   * Deletes the account with its API tokens, invitations, passkeys and recovery codes, and the name at the user's chat messages. Meetings,
   * calls, attendances and the texts of messages stay for the other people.
   */
  remove(userId: string): Promise<void>;
  /** Revokes all API tokens of the user. */
  revokeTokens(userId: string): Promise<void>;
}

/** Hashing takes about 250 ms on a current machine, which slows down guessing the passwords of a stolen database. */
const BCRYPT_COST = 12;
/** bcrypt runs on the four threads of libuv, which also read files and resolve names: two of them stay free for that. */
const HASHES = { running: 2, waiting: 40 };

export function createAccounts({ bcryptCost = BCRYPT_COST } = {}): Accounts {
  const hashes = new WorkLimit(HASHES);
  // Compared with when the username is unknown, so that this takes as long as a wrong password.
  const decoyHash = hashes.run(() => hash('', bcryptCost));

  async function hashOf(password: string): Promise<string> {
    if (Buffer.byteLength(password) > PASSWORD_MAX_BYTES)
      throw new RangeError('bcrypt would cut the password off');
    return hashes.run(() => hash(password, bcryptCost));
  }

  async function revokeTokens(userId: string): Promise<void> {
    await ApiTokenModel.deleteMany({ user: userId });
  }

  return {
    async register({ name, username, password }) {
      const passwordHash = await hashOf(password);
      try {
        const createdAt = new Date();
        return toUser(
          await UserModel.create({ name, username: username.toLowerCase(), passwordHash, createdAt }),
        );
      } catch (error) {
        if (isDuplicateKey(error)) return null;
        throw error;
      }
    },

    async authenticate(username, password) {
      const record = await UserModel.findOne({ username: username.toLowerCase() }).lean();
      const passwordHash = record?.passwordHash ?? (await decoyHash);
      const matches = await hashes.run(() => compare(password, passwordHash));
      // bcrypt ignores everything after the first 72 bytes, so a longer password could match a shorter one.
      const isWhole = Buffer.byteLength(password) <= PASSWORD_MAX_BYTES;
      if (!record || !matches || !isWhole) return null;
      if (record.disabledAt) throw new AccountDisabledError();
      return toUser(record);
    },

    async find(id) {
      const record = await UserModel.findOne({ _id: id, disabledAt: null }).lean();
      return record && toUser(record);
    },

    async changeProfile(userId, { name, language }) {
      // Sets `settings` as a whole: the embedded database does not know paths such as `settings.language`.
      const changes = { settings: { language }, ...(name !== undefined && { name }) };
      await UserModel.updateOne({ _id: userId }, { $set: changes });
    },

    async changePassword(userId, password) {
      const passwordHash = await hashOf(password);
      await UserModel.updateOne({ _id: userId }, { $set: { passwordHash } });
      await PendingLoginModel.deleteMany({ user: userId });
      await revokeTokens(userId);
    },

    async remove(userId) {
      // The account goes last: after a crash in between, its owner can log in and delete it again.
      await revokeTokens(userId);
      await PendingLoginModel.deleteMany({ user: userId });
      await PasskeyModel.deleteMany({ user: userId });
      await RecoveryCodeModel.deleteMany({ user: userId });
      await MessageModel.updateMany({ user: userId }, { $set: { name: '' } });
      const record = await UserModel.findById(userId).select('username').lean();
      if (record) await forgetInvitations(record.username);
      await forgetBlocks(userId);
      await forgetSignUpLinks(userId);
      await forgetPushOfUser(userId);
      await forgetFavourites(userId);
      await forgetRings(userId);
      await forgetRandomMeetings(userId);
      await forgetReports(userId);
      await UserModel.deleteOne({ _id: userId });
    },

    revokeTokens,
  };
}

function toUser({ _id, name, username, settings, isAdmin }: UserRecord): User {
  return {
    id: String(_id),
    name,
    username,
    language: settings?.language ?? null,
    isAdmin: isAdmin ?? false,
  };
}
