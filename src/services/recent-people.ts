import { AttendanceModel } from '../models/attendance.js';
import type { Blocks } from './blocks.js';
import type { People, Person } from './people.js';
import type { Rings } from './rings.js';

/** Resolves to the people whom the user has called or met last, the latest first, without blocked people. */
export type RecentPeople = (userId: string, limit: number) => Promise<Person[]>;

/** It looks at this many of the user's latest calls. */
const CALLS_MAX = 20;

export function createRecentPeople({
  people,
  blocks,
  rings,
}: {
  people: Pick<People, 'withIds'>;
  blocks: Pick<Blocks, 'blockedBy'>;
  rings: Pick<Rings, 'recentPeople'>;
}): RecentPeople {
  return async (userId, limit) => {
    const [called, met, blocked] = await Promise.all([
      rings.recentPeople(userId, limit),
      metPeople(userId),
      blocks.blockedBy(userId),
    ]);
    const ids = [...called, ...met].sort((a, b) => b.at.getTime() - a.at.getTime()).map(({ id }) => id);
    const kept = [...new Set(ids)].filter((id) => id !== userId && !blocked.includes(id));
    return (await people.withIds(kept)).slice(0, limit);
  };
}

async function metPeople(userId: string): Promise<{ id: string; at: Date }[]> {
  const own = await AttendanceModel.find({ user: userId, hiddenAt: null })
    .select('call joinedAt')
    .sort({ joinedAt: -1 })
    .limit(CALLS_MAX)
    .lean();
  const joinedAt = new Map(own.map(({ call, joinedAt: at }) => [String(call), at]));
  const all = await AttendanceModel.find({ call: { $in: own.map(({ call }) => call) } })
    .select('call user')
    .lean();
  return all.map(({ call, user }) => ({ id: String(user), at: joinedAt.get(String(call)) ?? new Date(0) }));
}
