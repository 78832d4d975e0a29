import { AttendanceModel } from '../models/attendance.js';
import { MeetingModel } from '../models/meeting.js';
import { UserModel } from '../models/user.js';
import type { HistoryEntry } from './history-entry.js';

/** The user's attendances, newest first, each with its meeting and the people of its call. */
export async function readHistory(
  userId: string,
  { limit, before }: { limit: number; before?: Date },
): Promise<HistoryEntry[]> {
  const own = await AttendanceModel.find({
    user: userId,
    ...(before === undefined ? {} : { joinedAt: { $lt: before } }),
  })
    .sort({ joinedAt: -1 })
    .limit(limit)
    .lean();
  const [meetings, people] = await Promise.all([
    meetingsById([...new Set(own.map(({ meeting }) => String(meeting)))]),
    peopleByCall(own.map(({ call }) => String(call))),
  ]);
  return own.flatMap(({ call, meeting, joinedAt, leftAt }) => {
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
        people: people.get(callId) ?? [],
      },
    ];
  });
}

async function meetingsById(ids: string[]): Promise<Map<string, { code: string; title: string }>> {
  const meetings = await MeetingModel.find({ _id: { $in: ids } })
    .select('code title')
    .lean();
  return new Map(meetings.map((meeting) => [String(meeting._id), meeting]));
}

/** The names of the people in each of these calls, in order of arrival. */
async function peopleByCall(callIds: string[]): Promise<Map<string, string[]>> {
  const attendances = await AttendanceModel.find({ call: { $in: callIds } })
    .select('call user')
    .sort({ joinedAt: 1, _id: 1 })
    .lean();
  const users = await UserModel.find({
    _id: { $in: [...new Set(attendances.map(({ user }) => String(user)))] },
  })
    .select('name')
    .lean();
  const names = new Map(users.map(({ _id, name }) => [String(_id), name]));
  const people = new Map<string, string[]>();
  for (const { call, user } of attendances) {
    const name = names.get(String(user));
    if (name !== undefined) people.set(String(call), [...(people.get(String(call)) ?? []), name]);
  }
  return people;
}
