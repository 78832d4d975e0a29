import { AttendanceModel } from '../models/attendance.js';
import { toEntries } from './call-history.js';
import type { HistoryEntry } from './history-entry.js';
import type { Meeting, Meetings } from './meetings.js';

export interface RecentMeeting {
  readonly meeting: Meeting;
  /** The user's latest call in the meeting. Null if the user has been in none, or has removed it from the history. */
  readonly lastCall: HistoryEntry | null;
}

/** One list reads this many attendances. A user with more of them in the same few meetings may see a meeting without its call. */
const ATTENDANCES_MAX = 200;

/** The meetings that a user attended or hosts, the latest first, each with the user's latest call. */
export function createRecentMeetings(meetings: Pick<Meetings, 'recent'>) {
  return async function recentMeetings(userId: string, limit: number): Promise<RecentMeeting[]> {
    const found = await meetings.recent(userId, limit);
    const attendances = await AttendanceModel.find({
      user: userId,
      hiddenAt: null,
      meeting: { $in: found.map(({ id }) => id) },
    })
      .sort({ joinedAt: -1 })
      .limit(ATTENDANCES_MAX)
      .lean();
    const latest = new Map(
      attendances.toReversed().map((attendance) => [String(attendance.meeting), attendance]),
    );
    const entries = new Map((await toEntries([...latest.values()])).map((entry) => [entry.callId, entry]));
    return found.map((meeting) => {
      const call = latest.get(meeting.id)?.call;
      return { meeting, lastCall: entries.get(String(call)) ?? null };
    });
  };
}
