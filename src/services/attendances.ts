import { AttendanceModel } from '../models/attendance.js';
import type { AttendanceRecord } from '../models/attendance.js';
import { CallModel } from '../models/call.js';
import { createAttendanceWrites } from './attendance-writes.js';
import { inBatches } from './batches.js';

/** The record of who was in which call, and until when. Knows which users this process has in its calls. */
export interface Attendances {
  /** The call has just been created. */
  begin(callId: string): void;
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
  const writes = createAttendanceWrites(now);

  return {
    begin: writes.begin,

    async attend(callId, meetingId, personId, guestName) {
      const id = await writes.arrive({ callId, meetingId, personId, guestName });
      const users = present.get(callId) ?? new Map<string, string>();
      present.set(callId, users.set(personId, id));
    },

    async leave(callId, userId, at) {
      // Before the write: if it fails, the attendance shows no further life, and `closeSilent` closes it.
      forget(present, callId, userId);
      await writes.depart(callId, userId, at);
    },

    async touch(callIds, at) {
      const ids = callIds.flatMap((callId) => [...(present.get(callId)?.values() ?? [])]);
      // In batches, so that the writes of people who join do not wait for all of them.
      await inBatches(ids, async (some) => {
        await AttendanceModel.updateMany({ _id: { $in: some }, leftAt: null }, { $set: { lastSeenAt: at } });
        // While the database could not be reached, another process may have closed attendances of present users.
        await AttendanceModel.updateMany(
          { _id: { $in: some }, interrupted: true },
          { $set: { leftAt: null, interrupted: false, lastSeenAt: at } },
        );
      });
    },

    async closeEnded(callId, at) {
      const users = present.get(callId);
      present.delete(callId);
      writes.forget(callId);
      for (const attendance of await openIn(callId)) {
        const { lastSeenAt } = attendance;
        const isLeftover = lastSeenAt && lastSeenAt < at && !users?.has(String(attendance.user));
        await close(attendance, isLeftover ? lastSeenAt : at, false);
      }
    },

    async closeInterrupted(callId, callSeenAt) {
      writes.forget(callId);
      let seenAt = callSeenAt;
      for (const attendance of await openIn(callId)) {
        const leftAt = attendance.lastSeenAt ?? callSeenAt;
        if (leftAt > seenAt) seenAt = leftAt;
        await close(attendance, leftAt, true);
      }
      return seenAt;
    },

    async closeSilent(before) {
      const silent = { leftAt: null, lastSeenAt: { $lt: before } };
      for (const attendance of await AttendanceModel.find(silent).lean())
        await close(attendance, attendance.lastSeenAt as Date, true);
      for (const attendance of await AttendanceModel.find({ leftAt: null, lastSeenAt: null }).lean()) {
        const lastSeenAt = await inferLastSeen(attendance);
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
