import { FavouriteModel } from '../models/favourite.js';
import { FAVOURITES_MAX } from '../shared/limits.js';
import { isDuplicateKey } from './database-errors.js';

/** The people whom a user keeps on the page _People_. */
export interface Favourites {
  /** The ids of the people, the latest first. */
  list(userId: string): Promise<string[]>;
  has(userId: string, otherId: string): Promise<boolean>;
  /** Does nothing for the user themselves. Resolves to false if the list is full. */
  add(userId: string, otherId: string): Promise<boolean>;
  remove(userId: string, otherId: string): Promise<void>;
}

export function createFavourites(): Favourites {
  async function list(userId: string): Promise<string[]> {
    const records = await FavouriteModel.find({ user: userId })
      .sort({ createdAt: -1 })
      .limit(FAVOURITES_MAX)
      .lean();
    return records.map(({ favourite }) => String(favourite));
  }

  return {
    list,

    async has(userId, otherId) {
      return (await FavouriteModel.exists({ user: userId, favourite: otherId })) !== null;
    },

    async add(userId, otherId) {
      if (userId === otherId) return true;
      if ((await list(userId)).length >= FAVOURITES_MAX) return false;
      try {
        await FavouriteModel.create({ user: userId, favourite: otherId });
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
      }
      return true;
    },

    async remove(userId, otherId) {
      await FavouriteModel.deleteOne({ user: userId, favourite: otherId });
    },
  };
}

/** Removes the user's favourites, and the user from those of all others, when the account is deleted. */
export async function forgetFavourites(userId: string): Promise<void> {
  await FavouriteModel.deleteMany({ $or: [{ user: userId }, { favourite: userId }] });
}
