import { compare, hash } from 'bcrypt';
import type { Language } from '../messages/messages.js';
import { UserModel } from '../models/user.js';
import type { UserRecord } from '../models/user.js';
import { PASSWORD_MAX_BYTES } from '../shared/limits.js';
import { isDuplicateKey } from './database-errors.js';
import { WorkLimit } from './work-limit.js';

/** A person with an account. Never contains the password's hash. */
export interface User {
  readonly id: string;
  readonly name: string;
  readonly username: string;
  /** Null: the language of the browser. */
  readonly language: Language | null;
}

export interface Accounts {
  /**
   * Resolves to null when the username is taken. Usernames that differ only in case are the same.
   * @throws {BusyError} when too many passwords wait to be hashed
   */
  register(account: { name: string; username: string; password: string }): Promise<User | null>;
  /**
   * Resolves to null for an unknown username and for a wrong password. Both take the same time.
   * @throws {BusyError} when too many passwords wait to be hashed
   */
  authenticate(username: string, password: string): Promise<User | null>;
  find(id: string): Promise<User | null>;
  /** Null: the language of the browser. Changes nothing when there is no such user. */
  setLanguage(userId: string, language: Language | null): Promise<void>;
}

/** Hashing takes about 250 ms on a current machine, which slows down guessing the passwords of a stolen database. */
const BCRYPT_COST = 12;
/** bcrypt runs on the four threads of libuv, which also read files and resolve names: two of them stay free for that. */
const HASHES = { running: 2, waiting: 20 };

export function createAccounts({ bcryptCost = BCRYPT_COST } = {}): Accounts {
  const hashes = new WorkLimit(HASHES);
  // Compared with when the username is unknown, so that this takes as long as a wrong password.
  const decoyHash = hashes.run(() => hash('', bcryptCost));

  return {
    async register({ name, username, password }) {
      if (Buffer.byteLength(password) > PASSWORD_MAX_BYTES)
        throw new RangeError('bcrypt would cut the password off');
      const passwordHash = await hashes.run(() => hash(password, bcryptCost));
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
      return record && matches && isWhole ? toUser(record) : null;
    },

    async find(id) {
      const record = await UserModel.findById(id).lean();
      return record && toUser(record);
    },

    async setLanguage(userId, language) {
      // Sets `settings` as a whole: the embedded database does not know paths such as `settings.language`.
      await UserModel.updateOne({ _id: userId }, { $set: { settings: { language } } });
    },
  };
}

function toUser({ _id, name, username, settings }: UserRecord): User {
  return { id: String(_id), name, username, language: settings?.language ?? null };
}
