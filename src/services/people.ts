import { UserModel } from '../models/user.js';

/** What any user may learn of another by the exact username. */
export interface Person {
  readonly id: string;
  readonly name: string;
  readonly username: string;
}

/** Finds people by their exact usernames. Nobody can search for parts of names. */
export interface People {
  /** Resolves to null for a disabled account too. `username` must be in lower case. */
  find(username: string): Promise<Person | null>;
  /** The people with these ids, in the same order, without deleted and disabled accounts. */
  withIds(ids: readonly string[]): Promise<Person[]>;
  isUndisturbed(userId: string): Promise<boolean>;
  /** Whether the pages of the user stay silent when somebody calls. */
  setUndisturbed(userId: string, isUndisturbed: boolean): Promise<void>;
}

export function createPeople(): People {
  return {
    async find(username) {
      const record = await UserModel.findOne({ username, disabledAt: null }).select('name username').lean();
      return record && { id: String(record._id), name: record.name, username: record.username };
    },

    async withIds(ids) {
      const records = await UserModel.find({ _id: { $in: [...new Set(ids)] }, disabledAt: null })
        .select('name username')
        .lean();
      const found = new Map(records.map(({ _id, name, username }) => [String(_id), { name, username }]));
      return ids.flatMap((id) => {
        const person = found.get(id);
        return person ? [{ id, ...person }] : [];
      });
    },

    async isUndisturbed(userId) {
      return (await UserModel.exists({ _id: userId, doNotDisturb: true })) !== null;
    },

    async setUndisturbed(userId, isUndisturbed) {
      await UserModel.updateOne({ _id: userId }, { $set: { doNotDisturb: isUndisturbed } });
    },
  };
}
