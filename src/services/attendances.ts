import { AttendanceModel } from '../models/attendance.js';
import type { AttendanceRecord } from '../models/attendance.js';
import { CallModel } from '../models/call.js';
import { isDuplicateKey } from './database-errors.js';

/** A person who returns to an interrupted call within this time counts as present in between, because the media went on. */
export const RESUME_WINDOW_MS = 2 * 60 * 1000;

/** The record of who was in which call, and until when. Knows which users this process has in its calls. */
export interface Attendances {
  /** `guestName` is the name that a guest has typed. */
  attend(callId: string, meetingId: string, personId: string, guestName?: string): Promise<void>;
  leave(callId: string, userId: string, at: Date): Promise<void>;
  /** Records that the users whom this process has in these calls are present at `at`. */
  touch(callIds: readonly string[], at: Date): Promise<void>;
  /** Closes what is open when a call ends: users whom this process has in the call left at `at`, all others earlier. */
  closeEnded(callId: string, at: Date): Promise<void>;
  /** Closes what is open in an interrupted call. Resolves to the last sign of life of the call and its users. */
  closeInterrupted(callId: string, callSeenAt: Date): Promise<Date>;
  /** Closes the open attendances without a sign of life since `before`, in every call. */
  closeSilent(before: Date): Promise<void>;
}

export function createAttendances(now: () => number): Attendances {
  /** The ids of the attendances of this process's users, by call and user. */
  const present = new Map<string, Map<string, string>>();

  async function record(
    callId: string,
    meetingId: string,
    personId: string,
    guestName: string | undefined,
  ): Promise<string> {
    const key = { call: callId, user: personId };
    const guest = guestName === undefined ? {} : { guestName };
    for (;;) {
      const at = new Date(now());
      const known = await AttendanceModel.findOne(key).lean();
      if (known) {
        const arrival = {
          leftAt: null,
          absentMs: absenceUntil(at, known),
          lastSeenAt: at,
          interrupted: false,
          hiddenAt: null,
          ...guest,
        };
        const same = { _id: known._id, leftAt: known.leftAt ?? null };
        const { matchedCount } = await AttendanceModel.updateOne(same, { $set: arrival });
        if (matchedCount > 0) return String(known._id);
        continue; // the attendance has changed since it was read
      }
      try {
        const arrival = { ...key, ...guest, meeting: meetingId, joinedAt: at, lastSeenAt: at };
        return String((await AttendanceModel.create(arrival))._id);
      } catch (error) {
        // Another page of this user joined at the same moment. The next round finds its attendance.
        if (!isDuplicateKey(error)) throw error;
      }
    }
  }

  return {
    async attend(callId, meetingId, personId, guestName) {
      const id = await record(callId, meetingId, personId, guestName);
      const users = present.get(callId) ?? new Map<string, string>();
      present.set(callId, users.set(personId, id));
    },

    async leave(callId, userId, at) {
      // Before the write: if it fails, the attendance shows no further life, and `closeSilent` closes it.
      forget(present, callId, userId);
      await AttendanceModel.updateOne(
        { call: callId, user: userId, $or: [{ leftAt: null }, { interrupted: true }] },
        { $set: { leftAt: at, interrupted: false } },
      );
    },

    async touch(callIds, at) {
      const ids = callIds.flatMap((callId) => [...(present.get(callId)?.values() ?? [])]);
      if (ids.length === 0) return;
      await AttendanceModel.updateMany({ _id: { $in: ids }, leftAt: null }, { $set: { lastSeenAt: at } });
      // While the database could not be reached, another process may have closed attendances of present users.
      await AttendanceModel.updateMany(
        { _id: { $in: ids }, interrupted: true },
        { $set: { leftAt: null, interrupted: false, lastSeenAt: at } },
      );
    },

    async closeEnded(callId, at) {
      const users = present.get(callId);
      present.delete(callId);
      for (const attendance of await openIn(callId)) {
        const { lastSeenAt } = attendance;
        const isLeftover = lastSeenAt && lastSeenAt < at && !users?.has(String(attendance.user));
        await close(attendance, isLeftover ? lastSeenAt : at, false);
      }
    },

    async closeInterrupted(callId, callSeenAt) {
      let seenAt = callSeenAt;
      for (const attendance of await openIn(callId)) {
        const leftAt = attendance.lastSeenAt ?? callSeenAt;
        if (leftAt > seenAt) seenAt = leftAt;
        await close(attendance, leftAt, true);
      }
      return seenAt;
    },

    async closeSilent(before) {
      for (const attendance of await AttendanceModel.find({ leftAt: null }).lean()) {
        const lastSeenAt = attendance.lastSeenAt ?? (await inferLastSeen(attendance));
        if (lastSeenAt < before) await close({ ...attendance, lastSeenAt }, lastSeenAt, true);
      }
    },
  };
}

function forget(present: Map<string, Map<string, string>>, callId: string, userId: string): void {
  const users = present.get(callId);
  users?.delete(userId);
  if (users?.size === 0) present.delete(callId);
}

function absenceUntil(at: Date, { leftAt, absentMs, interrupted }: AttendanceRecord): number {
  const before = absentMs ?? 0;
  if (!leftAt) return before;
  const gap = Math.max(0, at.getTime() - leftAt.getTime());
  return interrupted && gap <= RESUME_WINDOW_MS ? before : before + gap;
}

async function openIn(callId: string): Promise<AttendanceRecord[]> {
  return AttendanceModel.find({ call: callId, leftAt: null }).lean();
}

/** Closes the attendance unless it has shown life since it was read. */
async function close(
  { _id, lastSeenAt }: AttendanceRecord,
  leftAt: Date,
  interrupted: boolean,
): Promise<void> {
  const unchanged = { _id, leftAt: null, lastSeenAt: lastSeenAt ?? null };
  await AttendanceModel.updateOne(unchanged, { $set: { leftAt, interrupted } });
}

/** For an attendance from before signs of life were recorded: stores that of its call. */
async function inferLastSeen({ _id, call, joinedAt }: AttendanceRecord): Promise<Date> {
  const found = await CallModel.findById(call).select('lastSeenAt').lean();
  const lastSeenAt = found?.lastSeenAt ?? joinedAt;
  await AttendanceModel.updateOne({ _id }, { $set: { lastSeenAt } });
  return lastSeenAt;
}
