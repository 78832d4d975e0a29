import { BlockModel } from '../models/block.js';
import { isDuplicateKey } from './database-errors.js';

/** Which users keep others away. The blocked user never learns of it. */
export interface Blocks {
  /** Does nothing if the user has blocked the other before, or if both are the same user. */
  block(userId: string, otherId: string): Promise<void>;
  unblock(userId: string, otherId: string): Promise<void>;
  /** Whether one of the two has blocked the other. */
  areApart(userId: string, otherId: string): Promise<boolean>;
  /** The ids of the users whom this user has blocked, the latest first. */
  blockedBy(userId: string): Promise<string[]>;
  /** The ids of all users whom this user must not meet: the blocked ones, and those who have blocked this user. */
  apartFrom(userId: string): Promise<Set<string>>;
  /** Reads all blocks among these users. The result tells whether one of two of them has blocked the other. */
  among(userIds: readonly string[]): Promise<(userId: string, otherId: string) => boolean>;
}

export function createBlocks(): Blocks {
  return {
    async block(userId, otherId) {
      if (userId === otherId) return;
      try {
        await BlockModel.create({ user: userId, blocked: otherId });
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
      }
    },

    async unblock(userId, otherId) {
      await BlockModel.deleteOne({ user: userId, blocked: otherId });
    },

    async areApart(userId, otherId) {
      const found = await BlockModel.exists({
        $or: [
          { user: userId, blocked: otherId },
          { user: otherId, blocked: userId },
        ],
      });
      return found !== null;
    },

    async blockedBy(userId) {
      const records = await BlockModel.find({ user: userId }).sort({ createdAt: -1 }).lean();
      return records.map(({ blocked }) => String(blocked));
    },

    async apartFrom(userId) {
      const records = await BlockModel.find({ $or: [{ user: userId }, { blocked: userId }] }).lean();
      return new Set(records.map(({ user, blocked }) => String(String(user) === userId ? blocked : user)));
    },

    async among(userIds) {
      const ids = [...userIds];
      const records = await BlockModel.find({ user: { $in: ids }, blocked: { $in: ids } }).lean();
      const blocks = new Set(records.map(({ user, blocked }) => `${String(user)} ${String(blocked)}`));
      return (userId, otherId) => blocks.has(`${userId} ${otherId}`) || blocks.has(`${otherId} ${userId}`);
    },
  };
}

/** Removes all blocks by and of this user, when the account is deleted. */
export async function forgetBlocks(userId: string): Promise<void> {
  await BlockModel.deleteMany({ $or: [{ user: userId }, { blocked: userId }] });
}
