import { AttendanceModel } from '../models/attendance.js';
import { CallModel } from '../models/call.js';
import type { CallRecord } from '../models/call.js';
import { MeetingModel } from '../models/meeting.js';
import { RESUME_WINDOW_MS } from './attendance-writes.js';
import { createAttendances } from './attendances.js';
import { inBatches } from './batches.js';
import { readHistory } from './call-history.js';
import { isDuplicateKey } from './database-errors.js';
import { markEndedByHost, moderationOf, recordModeration } from './call-moderation.js';
import type { Moderation } from './call-moderation.js';
import { hideEntry, noteMeeting } from './history-changes.js';
import type { HistoryEntry } from './history-entry.js';

/** One gathering in a meeting: from the first join to the last leave. */
export interface Call {
  readonly id: string;
  readonly startedAt: Date;
  /** As the database had it at the join. */
  readonly moderation: Moderation;
}

export interface Calls {
  /**
   * Records that a person is in the meeting's call, and opens a call if there is none. Reopens a call that a crash
   * interrupted less than two minutes ago, so that a restart does not split one gathering into two calls. `guestName` is the
   * name that a guest has typed.
   */
  join(meetingId: string, personId: string, guestName?: string): Promise<Call>;
  /** Records that a person is in a running call. */
  attend(callId: string, meetingId: string, personId: string, guestName?: string): Promise<void>;
  /** Records that the user's last page left at `at`. */
  leave(callId: string, userId: string, at: Date): Promise<void>;
  /** Ends a call after its last participant has left, or after a host has ended it for everyone. */
  end(callId: string, at: Date, isByHost?: boolean): Promise<void>;
  /** Records what hosts have decided in the call. */
  moderate(callId: string, moderation: Moderation): Promise<void>;
  /**
   * Records that these calls are running at `at`, and that the users are present who joined them here and have not left.
   * Call it every `HEARTBEAT_MS`. Otherwise any process on this database takes the calls for interrupted.
   */
  touch(callIds: readonly string[], at: Date): Promise<void>;
  /**
   * Closes the calls and attendances that have shown no life for three heartbeats, at their last sign of life: their
   * process has crashed, or the user has not come back after a crash. Calls of other running processes stay open. Call
   * it when the process starts, and with every heartbeat after `touch`. At the start of a process that has the database
   * to itself, `isOnlyProcess` closes all of them at once. Resolves to the number of calls.
   */
  closeInterrupted(start?: { isOnlyProcess: boolean }): Promise<number>;
  /**
   * The users who were in a call that can be taken up again, with the codes of their meetings: the users of an earlier
   * process that has stopped within the last two minutes, and those of other running processes.
   */
  interruptedAttendances(): Promise<{ code: string; userId: string }[]>;
  /** Newest first. `before` is the `joinedAt` of the last entry of the previous page. */
  history(userId: string, page: { limit: number; before?: Date }): Promise<HistoryEntry[]>;
  /**
   * Notes a meeting in the user's history: records a call of no duration that the user attended alone. It never touches
   * the meeting's other calls, and it counts as a visit for the cleanup of unused meetings. Resolves to null if the meeting
   * does not exist any more.
   */
  note(meetingId: string, userId: string): Promise<HistoryEntry | null>;
  /**
   * Removes an entry from the user's history. The histories of the other people still name the user. Changes nothing for
   * `running`, while the user is in the call, and for `unknown`, when the user's history has no such entry.
   */
  hide(callId: string, userId: string): Promise<'hidden' | 'running' | 'unknown'>;
}

/** A process records its running calls at this interval. */
export const HEARTBEAT_MS = 10_000;
const SILENCE_MAX_MS = 3 * HEARTBEAT_MS;

/** An interrupted call can be reopened for this long after the last time it was recorded as running. */
export { RESUME_WINDOW_MS };

/** @param now ms since the epoch */
export function createCalls(now: () => number = Date.now): Calls {
  const attendances = createAttendances(now);

  async function openCall(meetingId: string): Promise<CallRecord> {
    for (;;) {
      const at = new Date(now());
      const since = new Date(at.getTime() - RESUME_WINDOW_MS);
      const running = await CallModel.findOneAndUpdate(
        { meeting: meetingId, endedAt: null, endedByHost: null, lastSeenAt: { $gt: since } },
        { $set: { lastSeenAt: at } },
        { returnDocument: 'after' },
      ).lean();
      if (running) return running;
      await closeStale(meetingId, since);
      try {
        const reopened = await reopenInterrupted(meetingId, at, since);
        if (reopened) return reopened;
        const call = await insert(meetingId, at);
        attendances.begin(String(call._id));
        return call;
      } catch (error) {
        // Another join opened the call at the same moment. The next round finds that call.
        if (!isDuplicateKey(error)) throw error;
      }
    }
  }

  /** Closes a call whose end could not be written when it ended; otherwise the next gathering would join that call. */
  async function closeStale(meetingId: string, since: Date): Promise<void> {
    const stale = await CallModel.findOne({
      meeting: meetingId,
      endedAt: null,
      $or: [{ lastSeenAt: { $lt: since } }, { endedByHost: true }],
    }).lean();
    if (stale) await interrupt(stale);
  }

  /** Closes the attendances first: if the server crashes in between, the call is still open and is closed later. */
  async function interrupt({ _id, lastSeenAt }: CallRecord): Promise<void> {
    const at = await attendances.closeInterrupted(String(_id), lastSeenAt);
    // A call that has shown life in the meantime stays open, and its process opens the attendances again.
    await close({ _id: String(_id), endedAt: null, lastSeenAt }, at, true);
  }

  return {
    async join(meetingId, personId, guestName) {
      const call = await openCall(meetingId);
      const id = String(call._id);
      await attendances.attend(id, meetingId, personId, guestName);
      return { id, startedAt: call.startedAt, moderation: moderationOf(call) };
    },

    attend: attendances.attend,
    leave: attendances.leave,

    async end(callId, at, isByHost = false) {
      // First, so that nobody takes the call up again after a crash.
      if (isByHost) await markEndedByHost(callId);
      await attendances.closeEnded(callId, at);
      await close({ _id: callId, $or: [{ endedAt: null }, { interrupted: true }] }, at, false);
    },
    moderate: recordModeration,

    async touch(callIds, at) {
      if (callIds.length === 0) return;
      await inBatches(callIds, async (some) => {
        await CallModel.updateMany({ _id: { $in: some }, endedAt: null }, { $set: { lastSeenAt: at } });
        await reopenRunning(some, at);
      });
      await attendances.touch(callIds, at);
    },

    async closeInterrupted({ isOnlyProcess } = { isOnlyProcess: false }) {
      const before = new Date(now() - (isOnlyProcess ? 0 : SILENCE_MAX_MS));
      const silent = await CallModel.find({ endedAt: null, lastSeenAt: { $lt: before } }).lean();
      for (const call of silent) await interrupt(call);
      await attendances.closeSilent(before);
      return silent.length;
    },

    async interruptedAttendances() {
      const since = new Date(now() - RESUME_WINDOW_MS);
      const [open, interrupted] = await Promise.all([
        CallModel.find({ endedAt: null, endedByHost: null, lastSeenAt: { $gt: since } }).lean(),
        CallModel.find({ endedAt: { $gt: since }, interrupted: true, endedByHost: null }).lean(),
      ]);
      return usersOf([...open, ...interrupted], since);
    },

    history: readHistory,
    note: (meetingId, userId) => noteMeeting(meetingId, userId, new Date(now())),
    hide: (callId, userId) => hideEntry(callId, userId, new Date(now())),
  };
}

async function reopenInterrupted(meetingId: string, at: Date, since: Date): Promise<CallRecord | null> {
  return CallModel.findOneAndUpdate(
    { meeting: meetingId, interrupted: true, endedByHost: null, lastSeenAt: { $gt: since } },
    { $set: { endedAt: null, interrupted: false, lastSeenAt: at } },
    { returnDocument: 'after' },
  ).lean();
}

/** While the database could not be reached, another process may have closed calls that are running here. */
async function reopenRunning(callIds: readonly string[], at: Date): Promise<void> {
  for (const { _id } of await CallModel.find({ _id: { $in: callIds }, interrupted: true }).lean()) {
    try {
      const running = { endedAt: null, interrupted: false, lastSeenAt: at };
      await CallModel.updateOne({ _id, interrupted: true }, { $set: running });
    } catch (error) {
      // The meeting has another open call by now: this one stays closed.
      if (!isDuplicateKey(error)) throw error;
    }
  }
}

async function insert(meetingId: string, at: Date): Promise<CallRecord> {
  return CallModel.create({ meeting: meetingId, startedAt: at, lastSeenAt: at });
}

/** Closes the call that the filter selects, if there is one. */
async function close(filter: Record<string, unknown>, at: Date, interrupted: boolean): Promise<void> {
  for (let endedAt = at; ; endedAt = new Date(endedAt.getTime() + 1)) {
    try {
      await CallModel.updateOne(filter, { $set: { endedAt, lastSeenAt: at, interrupted } });
      return;
    } catch (error) {
      // Another call of this meeting ended in the same millisecond, and `{ meeting, endedAt }` is unique.
      if (!isDuplicateKey(error)) throw error;
    }
  }
}

/** The users who are in these calls, or were until an interruption after `since`. */
async function usersOf(
  calls: readonly CallRecord[],
  since: Date,
): Promise<{ code: string; userId: string }[]> {
  const [attendances, meetings] = await Promise.all([
    AttendanceModel.find({
      call: { $in: calls.map(({ _id }) => _id) },
      $or: [{ leftAt: null }, { leftAt: { $gt: since }, interrupted: true }],
    }).lean(),
    MeetingModel.find({ _id: { $in: calls.map(({ meeting }) => meeting) } })
      .select('code')
      .lean(),
  ]);
  const codes = new Map(meetings.map(({ _id, code }) => [String(_id), code]));
  return attendances.flatMap(({ meeting, user }) => {
    const code = codes.get(String(meeting));
    return code === undefined ? [] : [{ code, userId: String(user) }];
  });
}
