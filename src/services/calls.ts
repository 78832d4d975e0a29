import { AttendanceModel } from '../models/attendance.js';
import { CallModel } from '../models/call.js';
import type { CallRecord } from '../models/call.js';
import { isDuplicateKey } from '../models/duplicate-key.js';
import { readHistory } from './call-history.js';

/** One gathering in a meeting: from the first join to the last leave. */
export interface Call {
  readonly id: string;
  readonly startedAt: Date;
}

/** One line of a person's history: their own presence in one call. */
export interface HistoryEntry {
  readonly callId: string;
  readonly code: string;
  readonly title: string;
  readonly joinedAt: Date;
  /** Null while the person is in the call. */
  readonly leftAt: Date | null;
  /** Names of everyone who was in the call, in order of arrival, the person's own included. */
  readonly people: readonly string[];
}

export interface Calls {
  /**
   * Notes that a user is in the meeting's call, opening one if there is none. A call that a crash cut off less than
   * two minutes ago is taken up again, so that a restarted server does not split a gathering in two.
   */
  join(meetingId: string, userId: string): Promise<Call>;
  /** Notes that a user is in a call that is known to be going on. */
  attend(callId: string, meetingId: string, userId: string): Promise<void>;
  /** Notes when the user's last page left. */
  leave(callId: string, userId: string, at: Date): Promise<void>;
  /** Ends a call that nobody is in any more. */
  end(callId: string, at: Date): Promise<void>;
  /** A sign of life for calls that are going on; what a later crash leaves open is closed at the last one. */
  touch(callIds: readonly string[], at: Date): Promise<void>;
  /** At the start of a process: closes what an earlier one left open, at its last sign of life. */
  closeInterrupted(): Promise<number>;
  /** Newest first; `before` is the joinedAt of the last entry of the page before. */
  history(userId: string, page: { limit: number; before?: Date }): Promise<HistoryEntry[]>;
}

/** How long after its last sign of life an interrupted call may be taken up again. */
export const RESUME_WINDOW_MS = 2 * 60 * 1000;

/** @param now ms since the epoch */
export function createCalls(now: () => number = Date.now): Calls {
  async function openCall(meetingId: string): Promise<CallRecord> {
    for (;;) {
      const at = new Date(now());
      const since = new Date(at.getTime() - RESUME_WINDOW_MS);
      const goingOn = await CallModel.findOneAndUpdate(
        { meeting: meetingId, endedAt: null, lastSeenAt: { $gt: since } },
        { $set: { lastSeenAt: at } },
        { returnDocument: 'after' },
      ).lean();
      if (goingOn) return goingOn;
      await closeStale(meetingId, since);
      try {
        return (await resumeInterrupted(meetingId, at, since)) ?? (await insert(meetingId, at));
      } catch (error) {
        // Someone else opened the call in this moment; the next round finds it.
        if (!isDuplicateKey(error)) throw error;
      }
    }
  }

  async function noteAttendance(callId: string, meetingId: string, userId: string): Promise<void> {
    const key = { call: callId, user: userId };
    const arrival = { meeting: meetingId, joinedAt: new Date(now()) };
    await AttendanceModel.updateOne(key, { $set: { leftAt: null }, $setOnInsert: arrival }, { upsert: true });
  }

  async function attend(callId: string, meetingId: string, userId: string): Promise<void> {
    try {
      await noteAttendance(callId, meetingId, userId);
    } catch (error) {
      // Two pages of one user at once may both try to insert; then there is something to update.
      if (!isDuplicateKey(error)) throw error;
      await noteAttendance(callId, meetingId, userId);
    }
  }

  return {
    async join(meetingId, userId) {
      const call = await openCall(meetingId);
      const id = String(call._id);
      await attend(id, meetingId, userId);
      return { id, startedAt: call.startedAt };
    },

    attend,

    async leave(callId, userId, at) {
      await AttendanceModel.updateOne({ call: callId, user: userId, leftAt: null }, { $set: { leftAt: at } });
    },

    async end(callId, at) {
      await close(callId, at, false);
    },

    async touch(callIds, at) {
      if (callIds.length === 0) return;
      await CallModel.updateMany({ _id: { $in: callIds }, endedAt: null }, { $set: { lastSeenAt: at } });
    },

    async closeInterrupted() {
      const open = await CallModel.find({ endedAt: null }).lean();
      for (const call of open) await close(String(call._id), call.lastSeenAt, true);
      return open.length;
    },

    history: readHistory,
  };
}

/** A call that could not be closed when it ended must not take in the people of another day. */
async function closeStale(meetingId: string, since: Date): Promise<void> {
  const stale = await CallModel.findOne({
    meeting: meetingId,
    endedAt: null,
    lastSeenAt: { $lt: since },
  }).lean();
  if (stale) await close(String(stale._id), stale.lastSeenAt, true);
}

async function resumeInterrupted(meetingId: string, at: Date, since: Date): Promise<CallRecord | null> {
  return CallModel.findOneAndUpdate(
    { meeting: meetingId, interrupted: true, lastSeenAt: { $gt: since } },
    { $set: { endedAt: null, interrupted: false, lastSeenAt: at } },
    { returnDocument: 'after' },
  ).lean();
}

async function insert(meetingId: string, at: Date): Promise<CallRecord> {
  return CallModel.create({ meeting: meetingId, startedAt: at, lastSeenAt: at });
}

/** Attendances first: if this is cut off, the call is still open and is closed by the next start. */
async function close(callId: string, at: Date, interrupted: boolean): Promise<void> {
  await AttendanceModel.updateMany({ call: callId, leftAt: null }, { $set: { leftAt: at } });
  for (let endedAt = at; ; endedAt = new Date(endedAt.getTime() + 1)) {
    try {
      await CallModel.updateOne(
        { _id: callId, endedAt: null },
        { $set: { endedAt, lastSeenAt: at, interrupted } },
      );
      return;
    } catch (error) {
      // Another call of this meeting ended in the very same millisecond.
      if (!isDuplicateKey(error)) throw error;
    }
  }
}
