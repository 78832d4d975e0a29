import { BlockModel } from '../models/block.js';
import { FavouriteModel } from '../models/favourite.js';
import { RingModel } from '../models/ring.js';
import type { RingRecord } from '../models/ring.js';
import { UserModel } from '../models/user.js';

// What the export of an account tells about other people: their usernames, which are empty for deleted accounts.

/** It reads so many records at a time. */
const BATCH = 200;

/** The calls of and to the user by username, without those that the user was never told of. */
export async function* exportRings(userId: string): AsyncGenerator<object> {
  for (const own of [{ caller: userId }, { callee: userId, isHidden: false }]) {
    for (let before = new Date(8.64e15); ;) {
      const rings = await RingModel.find({ ...own, startedAt: { $lt: before } })
        .sort({ startedAt: -1 })
        .limit(BATCH)
        .lean<RingRecord[]>();
      const names = await usernames(rings.flatMap(({ caller, callee }) => [caller, callee]));
      for (const { caller, callee, startedAt, outcome } of rings)
        yield {
          from: names.get(String(caller)) ?? '',
          to: names.get(String(callee)) ?? '',
          startedAt,
          outcome,
        };
      before = rings.at(-1)?.startedAt ?? before;
      if (rings.length < BATCH) break;
    }
  }
}

export async function* exportFavourites(userId: string): AsyncGenerator<object> {
  const records = await FavouriteModel.find({ user: userId }).sort({ createdAt: 1 }).lean();
  const names = await usernames(records.map(({ favourite }) => favourite));
  for (const { favourite, createdAt } of records)
    yield { username: names.get(String(favourite)) ?? '', createdAt };
}

/** The people whom the user has blocked. Not those who have blocked the user. */
export async function* exportBlocks(userId: string): AsyncGenerator<object> {
  const records = await BlockModel.find({ user: userId }).sort({ createdAt: 1 }).lean();
  const names = await usernames(records.map(({ blocked }) => blocked));
  for (const { blocked, createdAt } of records)
    yield { username: names.get(String(blocked)) ?? '', createdAt };
}

async function usernames(ids: readonly unknown[]): Promise<Map<string, string>> {
  const unique = [...new Set(ids.map(String))];
  const users = await UserModel.find({ _id: { $in: unique } })
    .select('username')
    .lean();
  return new Map(users.map(({ _id, username }) => [String(_id), username]));
}
