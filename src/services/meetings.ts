import { AttendanceModel } from '../models/attendance.js';
import { isDuplicateKey } from '../models/duplicate-key.js';
import { MeetingModel } from '../models/meeting.js';
import type { MeetingRecord } from '../models/meeting.js';
import { randomMeetingCode } from '../meeting-code-random.js';

/** A meeting: a code with its settings and host; exists until deleted. */
export interface Meeting {
  readonly id: string;
  readonly code: string;
  readonly title: string;
  readonly hostId: string;
}

export interface Meetings {
  /** Makes a meeting under a fresh code like `abc-defg-hij`, from a CSPRNG. */
  create(hostId: string): Promise<Meeting>;
  find(code: string): Promise<Meeting | null>;
  /** The meeting of that code; an unknown code becomes a meeting of `hostId`'s. `code` must be normalised. */
  findOrCreate(code: string, hostId: string): Promise<Meeting>;
  /** Meetings this person was in or hosts, the latest first. */
  recent(userId: string, limit: number): Promise<Meeting[]>;
}

/** `recent` looks at this many attendances; someone who was always in the same meetings sees no older ones. */
const RECENT_ATTENDANCES = 200;

export function createMeetings(): Meetings {
  async function find(code: string): Promise<Meeting | null> {
    const record = await MeetingModel.findOne({ code }).lean();
    return record && toMeeting(record);
  }

  /** Resolves to null when the code is taken. */
  async function insert(code: string, hostId: string): Promise<Meeting | null> {
    try {
      return toMeeting(await MeetingModel.create({ code, title: code, host: hostId, createdAt: new Date() }));
    } catch (error) {
      if (isDuplicateKey(error)) return null;
      throw error;
    }
  }

  return {
    find,

    async create(hostId) {
      for (;;) {
        const meeting = await insert(randomMeetingCode(), hostId);
        if (meeting) return meeting;
      }
    },

    async findOrCreate(code, hostId) {
      for (;;) {
        // Whoever loses the race for a new code finds the winner's in the next round.
        const meeting = (await find(code)) ?? (await insert(code, hostId));
        if (meeting) return meeting;
      }
    },

    async recent(userId, limit) {
      const [attendances, hosted] = await Promise.all([
        AttendanceModel.find({ user: userId })
          .select('meeting joinedAt')
          .sort({ joinedAt: -1 })
          .limit(RECENT_ATTENDANCES)
          .lean(),
        MeetingModel.find({ host: userId }).sort({ createdAt: -1 }).limit(limit).lean(),
      ]);
      const uses = [
        ...attendances.map(({ meeting, joinedAt }) => ({ id: String(meeting), at: joinedAt })),
        ...hosted.map(({ _id, createdAt }) => ({ id: String(_id), at: createdAt })),
      ].sort((a, b) => b.at.getTime() - a.at.getTime());
      const ids = [...new Set(uses.map(({ id }) => id))].slice(0, limit);
      const records = await MeetingModel.find({ _id: { $in: ids } }).lean();
      const meetings = new Map(records.map((record) => [String(record._id), toMeeting(record)]));
      return ids.flatMap((id) => meetings.get(id) ?? []);
    },
  };
}

function toMeeting({ _id, code, title, host }: MeetingRecord): Meeting {
  return { id: String(_id), code, title, hostId: String(host) };
}
