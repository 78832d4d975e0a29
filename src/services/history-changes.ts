import { AttendanceModel } from '../models/attendance.js';
import { CallModel } from '../models/call.js';
import type { CallRecord } from '../models/call.js';
import { toEntries } from './call-history.js';
import { isDuplicateKey } from './database-errors.js';
import type { HistoryEntry } from './history-entry.js';

/**
 * Records a call that began and ended at `at`, and that only this user attended. Resolves to null, and leaves nothing behind,
 * if the meeting does not exist any more.
 */
export async function noteMeeting(meetingId: string, userId: string, at: Date): Promise<HistoryEntry | null> {
  const call = await insertEndedCall(meetingId, at);
  const attendance = await AttendanceModel.create({
    call: call._id,
    meeting: meetingId,
    user: userId,
    joinedAt: at,
    leftAt: at,
    lastSeenAt: at,
  });
  const [entry] = await toEntries([attendance]);
  if (entry) return entry;
  await AttendanceModel.deleteOne({ _id: attendance._id });
  await CallModel.deleteOne({ _id: call._id });
  return null;
}

export async function hideEntry(
  callId: string,
  userId: string,
  at: Date,
): Promise<'hidden' | 'running' | 'unknown'> {
  const entry = { call: callId, user: userId, hiddenAt: null };
  // `$gt` selects dates only, so a user who is in the call keeps the entry.
  const ended = { ...entry, leftAt: { $gt: new Date(0) } };
  const { matchedCount } = await AttendanceModel.updateOne(ended, { $set: { hiddenAt: at } });
  if (matchedCount > 0) return 'hidden';
  return (await AttendanceModel.exists(entry)) ? 'running' : 'unknown';
}

async function insertEndedCall(meeting: string, at: Date): Promise<CallRecord> {
  for (let endedAt = at; ; endedAt = new Date(endedAt.getTime() + 1)) {
    try {
      return await CallModel.create({ meeting, startedAt: at, endedAt, lastSeenAt: at });
    } catch (error) {
      // Another call of this meeting ended in the same millisecond, and `{ meeting, endedAt }` is unique.
      if (!isDuplicateKey(error)) throw error;
    }
  }
}
