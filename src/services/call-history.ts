import { AttendanceModel } from '../models/attendance.js';
import type { AttendanceRecord } from '../models/attendance.js';
import { MeetingModel } from '../models/meeting.js';
import { UserModel } from '../models/user.js';
import type { Attended, HistoryEntry } from './history-entry.js';

interface Page {
  readonly limit: number;
  readonly before?: Date;
}

/**
 * The user's attendances, newest first, each with its meeting and the people of its call. An attendance whose meeting
 * does not exist any more is left out, and the page is filled with older ones.
 */
export async function readHistory(userId: string, { limit, before }: Page): Promise<HistoryEntry[]> {
  const entries: HistoryEntry[] = [];
  let end = before;
  while (entries.length < limit) {
    const wanted = limit - entries.length;
    const own = await readAttendances(userId, { limit: wanted, ...(end && { before: end }) });
    entries.push(...(await toEntries(own)));
    if (own.length < wanted) break;
    end = own.at(-1)?.joinedAt;
  }
  return entries;
}

async function readAttendances(userId: string, { limit, before }: Page): Promise<AttendanceRecord[]> {
  return AttendanceModel.find({
    user: userId,
    hiddenAt: null,
    ...(before === undefined ? {} : { joinedAt: { $lt: before } }),
  })
    .sort({ joinedAt: -1 })
    .limit(limit)
    .lean();
}

/** Leaves out attendances whose meeting does not exist any more. */
export async function toEntries(attendances: readonly AttendanceRecord[]): Promise<HistoryEntry[]> {
  const [meetings, people] = await Promise.all([
    meetingsById([...new Set(attendances.map(({ meeting }) => String(meeting)))]),
    peopleByCall(attendances.map(({ call }) => String(call))),
  ]);
  return attendances.flatMap((attendance) => {
    const { call, meeting, joinedAt, leftAt } = attendance;
    const found = meetings.get(String(meeting));
    if (!found) return [];
    const callId = String(call);
    return [
      {
        callId,
        code: found.code,
        title: found.title,
        joinedAt,
        leftAt: leftAt ?? null,
        durationMs: durationOf(attendance),
        people: people.get(callId) ?? [],
      },
    ];
  });
}

/** The time from the first arrival to the last departure, without the times between. */
function durationOf({ joinedAt, leftAt, absentMs }: AttendanceRecord): number | null {
  return leftAt ? Math.max(0, leftAt.getTime() - joinedAt.getTime() - (absentMs ?? 0)) : null;
}

async function meetingsById(ids: string[]): Promise<Map<string, { code: string; title: string }>> {
  const meetings = await MeetingModel.find({ _id: { $in: ids } })
    .select('code title')
    .lean();
  return new Map(meetings.map((meeting) => [String(meeting._id), meeting]));
}

/** The people in each of these calls, in order of arrival. */
async function peopleByCall(callIds: string[]): Promise<Map<string, Attended[]>> {
  const attendances = await AttendanceModel.find({ call: { $in: callIds } })
    .select('call user guestName')
    .sort({ joinedAt: 1, _id: 1 })
    .lean();
  const users = await UserModel.find({
    _id: { $in: [...new Set(attendances.map(({ user }) => String(user)))] },
  })
    .select('name')
    .lean();
  const names = new Map(users.map(({ _id, name }) => [String(_id), name]));
  const people = new Map<string, Attended[]>();
  for (const { call, user, guestName } of attendances) {
    const isGuest = typeof guestName === 'string';
    const name = isGuest ? guestName : (names.get(String(user)) ?? '');
    people.set(String(call), [...(people.get(String(call)) ?? []), { name, isGuest }]);
  }
  return people;
}
