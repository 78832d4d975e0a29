import { UserModel } from '../models/user.js';
import type { UserRecord } from '../models/user.js';
import type { Accounts } from './accounts.js';
import { forgetSignUpLinks } from './sign-up-links.js';

/** An account as administrators see it. */
export interface AccountSummary {
  readonly id: string;
  readonly name: string;
  readonly username: string;
  readonly createdAt: Date;
  readonly isAdmin: boolean;
  /** Null while the account is enabled. */
  readonly disabledAt: Date | null;
}

/** The change would leave Parley without an administrator. */
export class LastAdminError extends Error {
  override readonly name = 'LastAdminError';
}

export interface AccountQuery {
  /** Lists the usernames that begin with this text, in lower case. */
  readonly prefix?: string;
  /** Lists the usernames after this one. */
  readonly after?: string;
  readonly limit: number;
}

export interface Administration {
  /** In the order of usernames. */
  list(query: AccountQuery): Promise<AccountSummary[]>;
  find(id: string): Promise<AccountSummary | null>;
  findByUsername(username: string): Promise<AccountSummary | null>;
  /** Whether there is an administrator whose account is enabled. */
  hasAdmin(): Promise<boolean>;
  makeAdmin(id: string): Promise<void>;
  /** Revokes the sign-up links of the user too. @throws {LastAdminError} */
  revokeAdmin(id: string): Promise<void>;
  /** Ends all sessions, API tokens and sign-up links of the user. @throws {LastAdminError} */
  disable(id: string): Promise<void>;
  enable(id: string): Promise<void>;
  /** Ends all sessions and API tokens of the user. @throws {BusyError} when too many passwords wait to be hashed */
  resetPassword(id: string, password: string): Promise<void>;
}

export interface AdministrationOptions {
  readonly accounts: Pick<Accounts, 'changePassword' | 'revokeTokens'>;
  /** Ends the sessions of a user in the database, and the sockets that this process knows. */
  endSessions(userId: string): Promise<void>;
}

/** `disabledAt: null` also finds accounts without this field. */
const ACTIVE_ADMIN = { isAdmin: true, disabledAt: null };
/** Sorts after every character of a username. */
const LAST_CHARACTER = '\uffff';

export function createAdministration({ accounts, endSessions }: AdministrationOptions): Administration {
  async function activeAdmins(): Promise<string[]> {
    const admins = await UserModel.find(ACTIVE_ADMIN).select('_id').lean();
    return admins.map(({ _id }) => String(_id));
  }

  async function set(id: string, change: Partial<Pick<UserRecord, 'isAdmin' | 'disabledAt'>>): Promise<void> {
    await UserModel.updateOne({ _id: id }, { $set: change });
  }

  /** Makes the change unless nobody would be left to administer Parley. `undo` is the opposite change. */
  async function setKeepingAnAdmin(
    id: string,
    change: Parameters<typeof set>[1],
    undo: Parameters<typeof set>[1],
  ): Promise<void> {
    const before = await activeAdmins();
    if (before.length === 1 && before[0] === id) throw new LastAdminError();
    await set(id, change);
    // Two administrators may demote each other at the same time, even in two processes.
    if (before.includes(id) && !(await hasAdmin())) {
      await set(id, undo);
      throw new LastAdminError();
    }
  }

  async function hasAdmin(): Promise<boolean> {
    return (await activeAdmins()).length > 0;
  }

  async function endLogins(id: string): Promise<void> {
    await accounts.revokeTokens(id);
    await endSessions(id);
  }

  return {
    async list({ prefix = '', after, limit }) {
      const start = after !== undefined && after >= prefix ? { $gt: after } : { $gte: prefix };
      const records = await UserModel.find({ username: { ...start, $lt: prefix + LAST_CHARACTER } })
        .sort({ username: 1 })
        .limit(limit)
        .lean();
      return records.map(toSummary);
    },

    async find(id) {
      const record = await UserModel.findById(id).lean();
      return record && toSummary(record);
    },

    async findByUsername(username) {
      const record = await UserModel.findOne({ username: username.toLowerCase() }).lean();
      return record && toSummary(record);
    },

    hasAdmin,
    makeAdmin: (id) => set(id, { isAdmin: true }),

    async revokeAdmin(id) {
      await setKeepingAnAdmin(id, { isAdmin: false }, { isAdmin: true });
      await forgetSignUpLinks(id);
    },

    async disable(id) {
      await setKeepingAnAdmin(id, { disabledAt: new Date() }, { disabledAt: null });
      await forgetSignUpLinks(id);
      await endLogins(id);
    },

    async enable(id) {
      const record = await UserModel.findById(id).lean();
      if (!record?.disabledAt) return;
      // A login that was in progress when the account was disabled may have left a session or a token.
      await endLogins(id);
      await set(id, { disabledAt: null });
    },

    async resetPassword(id, password) {
      await accounts.changePassword(id, password);
      // A person who has lost the password may have lost the device with the passkeys too.
      await UserModel.updateOne({ _id: id }, { $set: { secondFactor: false } });
      await endLogins(id);
    },
  };
}

function toSummary({ _id, name, username, createdAt, isAdmin, disabledAt }: UserRecord): AccountSummary {
  return {
    id: String(_id),
    name,
    username,
    createdAt,
    isAdmin: isAdmin ?? false,
    disabledAt: disabledAt ?? null,
  };
}
