import { AttendanceModel } from '../models/attendance.js';
import { CallModel } from '../models/call.js';
import { InvitationModel } from '../models/invitation.js';
import { countMeetingChanges, MeetingModel } from '../models/meeting.js';
import type { Access, MeetingRecord } from '../models/meeting.js';
import { isDuplicateKey } from './database-errors.js';
import { randomMeetingCode } from './meeting-code-random.js';
import { RecentReads } from './recent-reads.js';
import { removeCalls } from './remove-calls.js';

export { ACCESS } from '../models/meeting.js';
export type { Access };

/** A code with its settings and its host. Exists until it is deleted; cleanup.ts deletes unused meetings. */
export interface Meeting {
  readonly id: string;
  readonly code: string;
  readonly title: string;
  readonly hostId: string;
  readonly access: Access;
  /** Null if no passcode is needed. */
  readonly passcodeHash: string | null;
  /** Whether only the host may enter anew, in every call until the host unlocks the meeting. */
  readonly isLocked: boolean;
  readonly allowsGuests: boolean;
}

/** What the host can change. A missing field stays as it is. */
export interface MeetingChanges {
  readonly title?: string | undefined;
  readonly access?: Access | undefined;
  readonly passcodeHash?: string | null | undefined;
  readonly isLocked?: boolean | undefined;
  readonly allowsGuests?: boolean | undefined;
}

export interface Meetings {
  /** Creates a meeting with a random code like `abc-defg-hjk`. Without a title, the code is the title. */
  create(hostId: string, title?: string): Promise<Meeting>;
  /** Like `create`, for a call between people: only invited people may enter. */
  createInvited(hostId: string, title: string): Promise<Meeting>;
  find(code: string): Promise<Meeting | null>;
  /** Finds the meeting, or creates it with `hostId` as its host. `code` must be normalised. */
  findOrCreate(code: string, hostId: string): Promise<Meeting>;
  /** The meetings that this user attended or hosts, the latest first. */
  recent(userId: string, limit: number): Promise<Meeting[]>;
  /** Resolves to null when the meeting does not exist any more. */
  change(meetingId: string, changes: MeetingChanges): Promise<Meeting | null>;
  /**
   * Removes the meeting with its calls, their messages and their entries in the histories of all who were there. Resolves
   * to false when a call is running; then the meeting stays.
   */
  remove(meetingId: string): Promise<boolean>;
}

/** `recent` reads this many attendances. A user with more of them in the same few meetings does not see older meetings. */
const RECENT_ATTENDANCES = 200;

/** `isExclusive`: no other process can use the database, so a meeting need not be read again before a change. */
export function createMeetings({ isExclusive = false }: { isExclusive?: boolean } = {}): Meetings {
  const recent = new RecentReads<Meeting>(countMeetingChanges);

  async function find(code: string): Promise<Meeting | null> {
    const known = isExclusive ? recent.get(code) : undefined;
    if (known) return known;
    const asOf = countMeetingChanges();
    const record = await MeetingModel.findOne({ code }).lean();
    if (!record) return null;
    const meeting = toMeeting(record);
    recent.set(code, meeting, asOf);
    return meeting;
  }

  /** Resolves to null when the code is taken. */
  async function insert(
    code: string,
    hostId: string,
    origin: 'created' | 'typed' | 'called',
    title = code,
  ): Promise<Meeting | null> {
    const meeting = { code, title, host: hostId, createdAt: new Date(), origin };
    const access = origin === 'called' ? { access: 'invited' as const } : {};
    try {
      return toMeeting(await MeetingModel.create({ ...meeting, ...access }));
    } catch (error) {
      if (isDuplicateKey(error)) return null;
      throw error;
    }
  }

  return {
    find,

    async create(hostId, title) {
      for (;;) {
        const meeting = await insert(randomMeetingCode(), hostId, 'created', title);
        if (meeting) return meeting;
      }
    },

    async createInvited(hostId, title) {
      for (;;) {
        const meeting = await insert(randomMeetingCode(), hostId, 'called', title);
        if (meeting) return meeting;
      }
    },

    async findOrCreate(code, hostId) {
      for (;;) {
        // If another request creates the same meeting first, the next round finds that meeting.
        const meeting = (await find(code)) ?? (await insert(code, hostId, 'typed'));
        if (meeting) return meeting;
      }
    },

    async recent(userId, limit) {
      const [attendances, hosted] = await Promise.all([
        AttendanceModel.find({ user: userId, hiddenAt: null })
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

    async change(meetingId, { title, access, passcodeHash, isLocked, allowsGuests }) {
      const given = { title, access, passcodeHash, locked: isLocked, allowGuests: allowsGuests };
      const changes = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
      const record = await MeetingModel.findOneAndUpdate(
        { _id: meetingId },
        { $set: changes },
        { returnDocument: 'after' },
      ).lean();
      return record && toMeeting(record);
    },

    async remove(meetingId) {
      if (await CallModel.exists({ meeting: meetingId, endedAt: null })) return false;
      await removeCalls(meetingId);
      // A person may have joined in the meantime. Then the meeting stays.
      if (await CallModel.exists({ meeting: meetingId })) return false;
      await InvitationModel.deleteMany({ meeting: meetingId });
      await MeetingModel.deleteOne({ _id: meetingId });
      return true;
    },
  };
}

function toMeeting(record: MeetingRecord): Meeting {
  const { _id, code, title, host, access, passcodeHash, locked, allowGuests } = record;
  return {
    id: String(_id),
    code,
    title,
    hostId: String(host),
    access: access ?? 'open',
    passcodeHash: passcodeHash ?? null,
    isLocked: locked ?? false,
    allowsGuests: allowGuests ?? false,
  };
}
