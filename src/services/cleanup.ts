import { AttendanceModel } from '../models/attendance.js';
import { CallModel } from '../models/call.js';
import { InvitationModel } from '../models/invitation.js';
import { MeetingModel } from '../models/meeting.js';
import type { MeetingRecord } from '../models/meeting.js';
import { removeCalls } from './remove-calls.js';

export interface Cleanup {
  /**
   * Removes the meetings in which nobody ever met: no call had two people, no call is open, and nobody has been there
   * for a week, or, if somebody made the meeting with the button "New meeting", for 30 days. Removes their calls,
   * attendances and messages too, so the history of a person who was alone there loses these entries. Several processes
   * may run it at once. Resolves to the number of meetings.
   */
  removeUnused(): Promise<number>;
}

export interface CleanupTimer {
  /** Starts no further run. Resolves when the one under way has ended, at most one meeting later. */
  close(): Promise<void>;
}

const DAY_MS = 24 * 60 * 60 * 1_000;
const UNUSED_MS = 7 * DAY_MS;
const UNUSED_CREATED_MS = 30 * DAY_MS;
const INTERVAL_MS = 60 * 60 * 1_000;
/** The cleanup reads so many meetings at a time, and so many calls of one meeting. */
const BATCH = 100;

/** @param now ms since the epoch; `signal` ends a run after the meeting that it works on */
export function createCleanup(now: () => number = Date.now, signal?: AbortSignal): Cleanup {
  return {
    async removeUnused() {
      let removed = 0;
      let last: MeetingRecord | undefined;
      for (;;) {
        const candidates: MeetingRecord[] = await MeetingModel.find({
          peopleMet: null,
          ...(last && { _id: { $gt: last._id } }),
          createdAt: { $lt: new Date(now() - UNUSED_MS) },
        })
          .sort({ _id: 1 })
          .limit(BATCH)
          .lean();
        for (const meeting of candidates) {
          if (signal?.aborted) return removed;
          if (await removeIfUnused(meeting, now())) removed += 1;
        }
        last = candidates.at(-1);
        if (!last) return removed;
      }
    },
  };
}

/** Runs the cleanup now and then every hour. */
export function startCleanup({
  now = Date.now,
  intervalMs = INTERVAL_MS,
  onRemoved,
  onFailure,
}: {
  now?: () => number;
  intervalMs?: number;
  /** Receives the number of removed meetings, if there are any. */
  onRemoved(count: number): void;
  onFailure(error: unknown): void;
}): CleanupTimer {
  const closing = new AbortController();
  const cleanup = createCleanup(now, closing.signal);
  let running: Promise<void> | null = null;

  function run(): void {
    running ??= cleanup
      .removeUnused()
      .then((count) => {
        if (count > 0) onRemoved(count);
      })
      .catch(onFailure)
      .finally(() => {
        running = null;
      });
  }

  run();
  const timer = setInterval(run, intervalMs);
  timer.unref();
  return {
    async close() {
      clearInterval(timer);
      closing.abort();
      await running;
    },
  };
}

async function removeIfUnused({ _id, createdAt, origin }: MeetingRecord, at: number): Promise<boolean> {
  // Early records do not tell how the meeting was made: they count as made on purpose.
  const keptSince = new Date(at - (origin === 'typed' ? UNUSED_MS : UNUSED_CREATED_MS));
  if (createdAt >= keptSince) return false;
  if (await CallModel.exists({ meeting: _id, endedAt: null })) return false;
  if (await CallModel.exists({ meeting: _id, endedAt: { $gte: keptSince } })) return false;
  if (await didPeopleMeet(_id)) {
    await MeetingModel.updateOne({ _id }, { $set: { peopleMet: true } });
    return false;
  }
  await removeCalls(_id, keptSince);
  // A person may have joined in the meantime. Then the meeting stays.
  if (await CallModel.exists({ meeting: _id })) return false;
  await InvitationModel.deleteMany({ meeting: _id });
  await MeetingModel.deleteOne({ _id });
  return true;
}

async function didPeopleMeet(meeting: MeetingRecord['_id']): Promise<boolean> {
  for (let after: Date | null = null; ;) {
    const calls: { _id: unknown; endedAt?: Date | null }[] = await CallModel.find({
      meeting,
      ...(after && { endedAt: { $gt: after } }),
    })
      .select('endedAt')
      .sort({ endedAt: 1 })
      .limit(BATCH)
      .lean();
    const attendances = await AttendanceModel.find({ call: { $in: calls.map(({ _id }) => String(_id)) } })
      .select('call')
      .lean();
    const seen = new Set(attendances.map(({ call }) => String(call)));
    if (seen.size < attendances.length) return true;
    after = calls.at(-1)?.endedAt ?? null;
    if (!after) return false;
  }
}
