import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import mongoose from 'mongoose';
import { openDatabase } from '../../src/database.js';
import { AttendanceModel } from '../../src/models/attendance.js';
import { MeetingModel } from '../../src/models/meeting.js';
import { createCalls } from '../../src/services/calls.js';
import { createMeetings } from '../../src/services/meetings.js';
import { temporaryDirectory } from '../support/temporary-directory.js';

const MINUTE_MS = 60_000;
const NINE = Date.UTC(2030, 0, 1, 9);
const meetings = createMeetings();
const anyId = () => String(new mongoose.Types.ObjectId());

async function open(t: TestContext) {
  const database = await openDatabase({ dataDir: await temporaryDirectory(t) });
  t.after(() => database.close());
  const clock = { at: NINE };
  return { clock, calls: createCalls(() => clock.at) };
}

test('the history adds up the stays in a call: five minutes at nine and five at noon are ten minutes', async (t) => {
  const { clock, calls } = await open(t);
  const [ann, bob] = [anyId(), anyId()];
  const { id: meetingId } = await meetings.create(bob);
  const { id } = await calls.join(meetingId, bob);
  async function passUntil(minute: number): Promise<void> {
    for (; clock.at < NINE + minute * MINUTE_MS; clock.at += MINUTE_MS) {
      await calls.touch([id], new Date(clock.at));
      await calls.closeInterrupted();
    }
  }
  for (const [from, to] of [
    [0, 5],
    [175, 180],
  ] as const) {
    await passUntil(from);
    assert.equal((await calls.join(meetingId, ann)).id, id);
    assert.equal((await calls.history(ann, { limit: 1 }))[0]?.durationMs, null);
    // The page reconnects, or another page of this user joins: neither is a return.
    await calls.attend(id, meetingId, ann);
    await passUntil(to);
    await calls.leave(id, ann, new Date(clock.at));
  }
  await passUntil(181);
  await calls.end(id, new Date(NINE + 181 * MINUTE_MS));
  const [entry] = await calls.history(ann, { limit: 1 });
  assert.equal(entry?.durationMs, 10 * MINUTE_MS);
  assert.equal(entry.joinedAt.getTime(), NINE);
  assert.equal(entry.leftAt?.getTime(), NINE + 180 * MINUTE_MS);
  assert.equal((await calls.history(bob, { limit: 1 }))[0]?.durationMs, 181 * MINUTE_MS);
});

test('an entry from before stays were added up shows the time from arrival to departure', async (t) => {
  const { clock, calls } = await open(t);
  const ann = anyId();
  const { id: meetingId } = await meetings.create(ann);
  const { id } = await calls.join(meetingId, ann);
  clock.at += 5 * MINUTE_MS;
  await calls.leave(id, ann, new Date(clock.at));
  await calls.end(id, new Date(clock.at));
  await AttendanceModel.collection.updateOne(
    {},
    { $unset: { absentMs: '', lastSeenAt: '', interrupted: '' } },
  );
  assert.equal((await calls.history(ann, { limit: 1 }))[0]?.durationMs, 5 * MINUTE_MS);
});

test('an entry whose meeting does not exist any more shortens no page of the history', async (t) => {
  const { clock, calls } = await open(t);
  const ann = anyId();
  const codes: string[] = [];
  for (let round = 0; round < 9; round += 1) {
    const meeting = await meetings.create(ann);
    const { id } = await calls.join(meeting.id, ann);
    clock.at += MINUTE_MS;
    await calls.end(id, new Date(clock.at));
    if (round % 3 === 2) codes.unshift(meeting.code);
    else await MeetingModel.deleteOne({ _id: meeting.id });
  }
  const shown = await calls.history(ann, { limit: 2 });
  assert.deepEqual(
    shown.map(({ code }) => code),
    codes.slice(0, 2),
  );
  const before = shown.at(-1)?.joinedAt;
  const older = await calls.history(ann, { limit: 2, ...(before && { before }) });
  assert.deepEqual(
    older.map(({ code }) => code),
    codes.slice(2),
  );
});
