import { AttendanceModel } from '../models/attendance.js';
import { CallModel } from '../models/call.js';
import type { CallRecord } from '../models/call.js';
import { MessageModel } from '../models/message.js';

/** So many calls are removed at a time. */
const BATCH = 100;
/** The latest date there is (ECMAScript, section 21.4.1.1). */
const END_OF_TIME = new Date(8.64e15);

/**
 * Removes the ended calls of a meeting with everything that belongs to them: the attendances, which are the histories of
 * all who were there, and the messages. A call goes last, so a crash loses none of it. Open calls stay.
 */
export async function removeCalls(
  meeting: CallRecord['meeting'] | string,
  endedBefore = END_OF_TIME,
): Promise<void> {
  for (;;) {
    const calls = await CallModel.find({ meeting, endedAt: { $lt: endedBefore } })
      .select('_id')
      .limit(BATCH)
      .lean();
    if (calls.length === 0) return;
    const ids = calls.map(({ _id }) => _id);
    await MessageModel.deleteMany({ call: { $in: ids } });
    await AttendanceModel.deleteMany({ call: { $in: ids } });
    await CallModel.deleteMany({ _id: { $in: ids } });
  }
}
