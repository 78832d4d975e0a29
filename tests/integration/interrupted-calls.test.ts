import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import mongoose from 'mongoose';
import { openDatabase } from '../../src/database.js';
import { AttendanceModel } from '../../src/models/attendance.js';
import { CallModel } from '../../src/models/call.js';
import { markEndedByHost } from '../../src/services/call-moderation.js';
import { createCalls, HEARTBEAT_MS } from '../../src/services/calls.js';
import { createMeetings } from '../../src/services/meetings.js';
import { temporaryDirectory } from '../support/temporary-directory.js';

const START = Date.UTC(2030, 0, 1, 9);
const meetings = createMeetings();
const anyId = () => String(new mongoose.Types.ObjectId());

/** A database with two processes on it, whose clock the test sets. `now` is in ms. */
async function twoProcesses(t: TestContext) {
  const database = await openDatabase({ dataDir: await temporaryDirectory(t) });
  t.after(() => database.close());
  const clock = { at: START };
  const process = () => createCalls(() => clock.at);
  const meeting = await meetings.create(anyId());
  return { clock, meeting, first: process(), second: process(), process };
}

type Process = ReturnType<typeof createCalls>;

/** One heartbeat of a process. */
async function beat(process: Process, callIds: string[], at: number): Promise<number> {
  await process.touch(callIds, new Date(at));
  return process.closeInterrupted();
}

const callOf = (id: string) => CallModel.findById(id).lean().orFail();
const attendanceOf = (call: string, user: string) => AttendanceModel.findOne({ call, user }).lean().orFail();

test('a process that starts leaves the calls of another running process open', async (t) => {
  const { clock, meeting, first, second } = await twoProcesses(t);
  const ann = anyId();
  const { id } = await first.join(meeting.id, ann);
  assert.equal(await second.closeInterrupted(), 0);
  for (let beats = 0; beats < 10; beats += 1) {
    clock.at += HEARTBEAT_MS;
    await beat(first, [id], clock.at);
    assert.equal(await beat(second, [], clock.at), 0);
  }
  assert.equal((await callOf(id)).endedAt, null);
  assert.equal((await attendanceOf(id, ann)).leftAt, null);
});

test('a crashed process’s call is closed at its last sign of life, after three heartbeats without one', async (t) => {
  const { clock, meeting, first, second } = await twoProcesses(t);
  const [ann, bob] = [anyId(), anyId()];
  const { id } = await first.join(meeting.id, ann);
  clock.at += HEARTBEAT_MS;
  await beat(first, [id], clock.at);
  const beatAt = clock.at;
  clock.at += 3_000;
  await first.attend(id, meeting.id, bob); // arrives between two heartbeats
  clock.at = beatAt + 3 * HEARTBEAT_MS;
  assert.equal(await second.closeInterrupted(), 0);
  clock.at += 3_001;
  assert.equal(await second.closeInterrupted(), 1);
  const call = await callOf(id);
  assert.deepEqual([call.endedAt?.getTime(), call.interrupted], [beatAt + 3_000, true]);
  assert.equal((await attendanceOf(id, ann)).leftAt?.getTime(), beatAt);
  assert.equal((await attendanceOf(id, bob)).leftAt?.getTime(), beatAt + 3_000);
});

test('after a crash, a person who never comes back was not present until the end of the call', async (t) => {
  const { clock, meeting, first, second } = await twoProcesses(t);
  const [ann, bob] = [anyId(), anyId()];
  const { id } = await first.join(meeting.id, ann);
  await first.join(meeting.id, bob);
  clock.at += HEARTBEAT_MS;
  await beat(first, [id], clock.at);
  const crashAt = clock.at;

  await second.closeInterrupted();
  clock.at += 5_000;
  assert.equal((await second.join(meeting.id, ann)).id, id);
  for (let beats = 0; beats < 10; beats += 1) {
    clock.at += HEARTBEAT_MS;
    assert.equal(await beat(second, [id], clock.at), 0);
  }
  assert.equal((await attendanceOf(id, bob)).leftAt?.getTime(), crashAt);
  assert.equal((await attendanceOf(id, ann)).leftAt, null);
  await second.leave(id, ann, new Date(clock.at));
  await second.end(id, new Date(clock.at));
  assert.equal((await attendanceOf(id, bob)).leftAt?.getTime(), crashAt);
  assert.equal((await attendanceOf(id, ann)).leftAt?.getTime(), clock.at);
});

test('a person who never comes back is not present until an end shortly after the crash either', async (t) => {
  const { clock, meeting, first, second } = await twoProcesses(t);
  const [ann, bob] = [anyId(), anyId()];
  const { id } = await first.join(meeting.id, ann);
  await first.join(meeting.id, bob);
  clock.at += 5_000;
  await second.join(meeting.id, ann);
  clock.at += 5_000;
  await second.leave(id, ann, new Date(clock.at));
  await second.end(id, new Date(clock.at));
  assert.equal((await attendanceOf(id, bob)).leftAt?.getTime(), START);
});

for (const seconds of [10, 90]) {
  test(`a person who is back ${seconds} s after a crash was present all the time`, async (t) => {
    const { clock, meeting, first, second } = await twoProcesses(t);
    const ann = anyId();
    const { id } = await first.join(meeting.id, ann);
    clock.at += seconds * 1_000;
    await second.closeInterrupted();
    assert.equal((await second.join(meeting.id, ann)).id, id);
    clock.at += 60_000;
    await second.leave(id, ann, new Date(clock.at));
    await second.end(id, new Date(clock.at));
    const { absentMs, leftAt } = await attendanceOf(id, ann);
    assert.equal(absentMs ?? 0, 0);
    assert.equal(leftAt?.getTime(), clock.at);
  });
}

test('a process whose database was out of reach opens its calls again that another process has closed', async (t) => {
  const { clock, meeting, first, second } = await twoProcesses(t);
  const [ann, bob] = [anyId(), anyId()];
  const { id } = await first.join(meeting.id, ann);
  await first.join(meeting.id, bob);
  clock.at += 5 * HEARTBEAT_MS;
  assert.equal(await second.closeInterrupted(), 1);
  const bobLeftAt = new Date(clock.at);
  await first.leave(id, bob, bobLeftAt);
  await beat(first, [id], clock.at);
  const { endedAt, interrupted } = await callOf(id);
  assert.deepEqual([endedAt, interrupted], [null, false]);
  assert.equal((await attendanceOf(id, ann)).leftAt, null);
  assert.deepEqual((await attendanceOf(id, bob)).leftAt, bobLeftAt);
});

test('a process whose call another one has closed still records the end of that call', async (t) => {
  const { clock, meeting, first, second } = await twoProcesses(t);
  const ann = anyId();
  const { id } = await first.join(meeting.id, ann);
  clock.at += 5 * HEARTBEAT_MS;
  await second.closeInterrupted();
  const endedAt = new Date(clock.at);
  await first.leave(id, ann, endedAt);
  await first.end(id, endedAt);
  const call = await callOf(id);
  assert.deepEqual([call.endedAt, call.interrupted], [endedAt, false]);
});

test('a leave that could not be written is closed at the last sign of life', async (t) => {
  const { clock, meeting, first } = await twoProcesses(t);
  const [ann, bob] = [anyId(), anyId()];
  const { id } = await first.join(meeting.id, ann);
  await first.join(meeting.id, bob);
  const updateOne = t.mock.method(AttendanceModel.collection, 'updateOne', () => {
    throw new Error('the database is out of reach');
  });
  await assert.rejects(first.leave(id, bob, new Date(clock.at)), /out of reach/);
  updateOne.mock.restore();
  for (let beats = 0; beats < 4; beats += 1) {
    clock.at += HEARTBEAT_MS;
    await beat(first, [id], clock.at);
  }
  assert.equal((await attendanceOf(id, bob)).leftAt?.getTime(), START);
  assert.equal((await attendanceOf(id, ann)).leftAt, null);
});

test('a start lists who was in a call that can be taken up again, and nobody who had left', async (t) => {
  for (const seconds of [5, 60]) {
    const { clock, meeting, first, process } = await twoProcesses(t);
    const [ann, bob, cem, dan] = [anyId(), anyId(), anyId(), anyId()];
    const { id } = await first.join(meeting.id, ann);
    await first.join(meeting.id, bob);
    await first.join(meeting.id, cem);
    await first.leave(id, cem, new Date(clock.at));
    const ended = await first.join((await meetings.create(dan)).id, dan);
    await first.end(ended.id, new Date(clock.at));
    clock.at += seconds * 1_000;
    const next = process();
    await next.closeInterrupted();
    const expected = [ann, bob].map((userId) => ({ code: meeting.code, userId }));
    assert.deepEqual(await next.interruptedAttendances(), expected, `${seconds} s after the crash`);
    clock.at += 120_000;
    assert.deepEqual(await next.interruptedAttendances(), []);
    await mongoose.disconnect();
  }
});

test('an open attendance from before signs of life were recorded is closed at that of its call', async (t) => {
  const { clock, meeting, first, second } = await twoProcesses(t);
  const ann = anyId();
  const { id } = await first.join(meeting.id, ann);
  await first.touch([id], new Date((clock.at += HEARTBEAT_MS)));
  await AttendanceModel.collection.updateOne(
    {},
    { $unset: { lastSeenAt: '', interrupted: '', absentMs: '' } },
  );
  const seenAt = clock.at;
  await second.join(meeting.id, anyId());
  clock.at += 4 * HEARTBEAT_MS;
  await second.touch([id], new Date(clock.at));
  await second.closeInterrupted();
  clock.at += 4 * HEARTBEAT_MS;
  await beat(second, [id], clock.at);
  const leftAt = (await attendanceOf(id, ann)).leftAt?.getTime() ?? 0;
  assert.ok(leftAt >= seenAt && leftAt < clock.at, 'closed, and not at the end');
  assert.equal((await callOf(id)).endedAt, null);
});

test('nobody is expected back in a call that a host has ended, even if the server stopped before the end', async (t) => {
  const { meeting, first, second } = await twoProcesses(t);
  const ann = anyId();
  const { id } = await first.join(meeting.id, ann);
  assert.deepEqual(await second.interruptedAttendances(), [{ code: meeting.code, userId: ann }]);
  await markEndedByHost(id);
  assert.deepEqual(await second.interruptedAttendances(), []);
});
