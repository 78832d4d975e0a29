import { compare, hash } from 'bcrypt';
import { isDuplicateKey } from '../models/duplicate-key.js';
import { UserModel } from '../models/user.js';
import type { UserRecord } from '../models/user.js';
import { PASSWORD_MAX_BYTES } from '../shared/limits.js';

/** A person with an account, as the rest of Parley sees one. Never carries the password's hash. */
export interface User {
  readonly id: string;
  readonly name: string;
  readonly username: string;
}

export interface Accounts {
  /** Resolves to null when the username (compared without case) is taken. */
  register(account: { name: string; username: string; password: string }): Promise<User | null>;
  /** Resolves to null for an unknown name as for a wrong password, after the same work. */
  authenticate(username: string, password: string): Promise<User | null>;
  find(id: string): Promise<User | null>;
}

/** A quarter of a second on a machine of today, for us and for whoever tries out passwords of a stolen database. */
const BCRYPT_COST = 12;

export function createAccounts({ bcryptCost = BCRYPT_COST } = {}): Accounts {
  // Of no account: so that an unknown name costs as much time as a wrong password.
  const nobodysHash = hash('', bcryptCost);

  return {
    async register({ name, username, password }) {
      if (Buffer.byteLength(password) > PASSWORD_MAX_BYTES)
        throw new RangeError('bcrypt would cut the password off');
      const passwordHash = await hash(password, bcryptCost);
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
      const matches = await compare(password, record?.passwordHash ?? (await nobodysHash));
      // bcrypt has looked at the first bytes only; no account has a password that goes on after them.
      const isWhole = Buffer.byteLength(password) <= PASSWORD_MAX_BYTES;
      return record && matches && isWhole ? toUser(record) : null;
    },

    async find(id) {
      const record = await UserModel.findById(id).lean();
      return record && toUser(record);
    },
  };
}

function toUser({ _id, name, username }: UserRecord): User {
  return { id: String(_id), name, username };
}
