import { AttendanceModel } from '../models/attendance.js';
import { CallModel } from '../models/call.js';
import type { CallRecord } from '../models/call.js';
import { readHistory } from './call-history.js';
import { isDuplicateKey } from './database-errors.js';
import type { HistoryEntry } from './history-entry.js';

/** One gathering in a meeting: from the first join to the last leave. */
export interface Call {
  readonly id: string;
  readonly startedAt: Date;
}

export interface Calls {
  /**
   * Records that a user is in the meeting's call, and opens a call if there is none. Reopens a call that a crash
   * interrupted less than two minutes ago, so that a restart does not split one gathering into two calls.
   */
  join(meetingId: string, userId: string): Promise<Call>;
  /** Records that a user is in a running call. */
  attend(callId: string, meetingId: string, userId: string): Promise<void>;
  /** Records that the user's last page left at `at`. */
  leave(callId: string, userId: string, at: Date): Promise<void>;
  /** Ends a call after its last participant has left. */
  end(callId: string, at: Date): Promise<void>;
  /** Records that these calls are running at `at`. If the server crashes, they end at the last recorded time. */
  touch(callIds: readonly string[], at: Date): Promise<void>;
  /**
   * Closes the calls that an earlier process left open, at the last time they were recorded as running. Call it once,
   * when the process starts. Resolves to the number of calls.
   */
  closeInterrupted(): Promise<number>;
  /** Newest first. `before` is the `joinedAt` of the last entry of the previous page. */
  history(userId: string, page: { limit: number; before?: Date }): Promise<HistoryEntry[]>;
}

/** An interrupted call can be reopened for this long after the last time it was recorded as running. */
export const RESUME_WINDOW_MS = 2 * 60 * 1000;

/** @param now ms since the epoch */
export function createCalls(now: () => number = Date.now): Calls {
  async function openCall(meetingId: string): Promise<CallRecord> {
    for (;;) {
      const at = new Date(now());
      const since = new Date(at.getTime() - RESUME_WINDOW_MS);
      const running = await CallModel.findOneAndUpdate(
        { meeting: meetingId, endedAt: null, lastSeenAt: { $gt: since } },
        { $set: { lastSeenAt: at } },
        { returnDocument: 'after' },
      ).lean();
      if (running) return running;
      await closeStale(meetingId, since);
      try {
        return (await reopenInterrupted(meetingId, at, since)) ?? (await insert(meetingId, at));
      } catch (error) {
        // Another join opened the call at the same moment. The next round finds that call.
        if (!isDuplicateKey(error)) throw error;
      }
    }
  }

  async function recordAttendance(callId: string, meetingId: string, userId: string): Promise<void> {
    const key = { call: callId, user: userId };
    const arrival = { meeting: meetingId, joinedAt: new Date(now()) };
    await AttendanceModel.updateOne(key, { $set: { leftAt: null }, $setOnInsert: arrival }, { upsert: true });
  }

  async function attend(callId: string, meetingId: string, userId: string): Promise<void> {
    try {
      await recordAttendance(callId, meetingId, userId);
    } catch (error) {
      // Two pages of one user joined at once and both tried to insert. Now the attendance exists and can be updated.
      if (!isDuplicateKey(error)) throw error;
      await recordAttendance(callId, meetingId, userId);
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

/** Closes a call whose end could not be written when it ended; otherwise the next gathering would join that call. */
async function closeStale(meetingId: string, since: Date): Promise<void> {
  const stale = await CallModel.findOne({
    meeting: meetingId,
    endedAt: null,
    lastSeenAt: { $lt: since },
  }).lean();
  if (stale) await close(String(stale._id), stale.lastSeenAt, true);
}

async function reopenInterrupted(meetingId: string, at: Date, since: Date): Promise<CallRecord | null> {
  return CallModel.findOneAndUpdate(
    { meeting: meetingId, interrupted: true, lastSeenAt: { $gt: since } },
    { $set: { endedAt: null, interrupted: false, lastSeenAt: at } },
    { returnDocument: 'after' },
  ).lean();
}

async function insert(meetingId: string, at: Date): Promise<CallRecord> {
  return CallModel.create({ meeting: meetingId, startedAt: at, lastSeenAt: at });
}

/** Closes the attendances first: if the server crashes in between, the call is still open and the next start closes it. */
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
      // Another call of this meeting ended in the same millisecond, and `{ meeting, endedAt }` is unique.
      if (!isDuplicateKey(error)) throw error;
    }
  }
}
