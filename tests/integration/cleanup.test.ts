import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import mongoose from 'mongoose';
import { openDatabase } from '../../src/database.js';
import { AttendanceModel } from '../../src/models/attendance.js';
import { CallModel } from '../../src/models/call.js';
import { MeetingModel } from '../../src/models/meeting.js';
import { MessageModel } from '../../src/models/message.js';
import { createCalls } from '../../src/services/calls.js';
import { createChat } from '../../src/services/chat.js';
import { createCleanup, startCleanup } from '../../src/services/cleanup.js';
import { createMeetings } from '../../src/services/meetings.js';
import { temporaryDirectory } from '../support/temporary-directory.js';

const DAY_MS = 24 * 60 * 60 * 1_000;
const meetings = createMeetings();
const chat = createChat();
const anyId = () => String(new mongoose.Types.ObjectId());

/** An empty database and a clock in ms, which starts now because meetings are created now. */
async function open(t: TestContext) {
  const database = await openDatabase({ dataDir: await temporaryDirectory(t) });
  t.after(() => database.close());
  const clock = { at: Date.now() };
  const now = () => clock.at;
  const calls = createCalls(now);

  /** Holds a call in which these users are one after the other, each writes a message, and which ends at once. */
  async function hold(meetingId: string, ...users: string[]): Promise<string> {
    let callId = '';
    for (const user of users) {
      callId = (await calls.join(meetingId, user)).id;
      await chat.post({
        callId,
        userId: user,
        participantId: user,
        name: 'Ann',
        text: 'Hello?',
        clientKey: 'key',
      });
      await calls.leave(callId, user, new Date(clock.at));
    }
    await calls.end(callId, new Date(clock.at));
    clock.at += 1;
    return callId;
  }

  return { clock, now, calls, hold, cleanup: createCleanup(now) };
}

const codesLeft = async () => (await MeetingModel.find().lean()).map(({ code }) => code).sort();

test('a made-up code in which nobody met is removed after a week, with its calls, messages and attendances', async (t) => {
  const { clock, calls, hold, cleanup } = await open(t);
  const [ann, bob] = [anyId(), anyId()];
  const alone = await meetings.findOrCreate('alone', ann);
  // More calls than the cleanup reads at a time. At different times, different people are alone here.
  for (let round = 0; round < 120; round += 1) await hold(alone.id, round % 2 ? ann : bob);
  const met = await meetings.findOrCreate('met', ann);
  await hold(met.id, ann);
  await hold(met.id, ann, bob);

  clock.at += 6 * DAY_MS;
  assert.equal(await cleanup.removeUnused(), 0);
  clock.at += 1.1 * DAY_MS;
  assert.equal(await cleanup.removeUnused(), 1);
  assert.deepEqual(await codesLeft(), ['met']);
  assert.equal(await CallModel.countDocuments({}), 2);
  assert.equal(await AttendanceModel.countDocuments({}), 3);
  assert.equal(await MessageModel.countDocuments({}), 3);
  const history = await calls.history(ann, { limit: 10 });
  assert.deepEqual(
    history.map(({ code }) => code),
    ['met', 'met'],
  );
  clock.at += 1_000 * DAY_MS;
  assert.equal(await cleanup.removeUnused(), 0, 'a meeting in which people met stays for ever');
});

test('a meeting of the button “New meeting” stays for 30 days, used or not, and an early record does too', async (t) => {
  const { clock, hold, cleanup } = await open(t);
  const ann = anyId();
  const unused = await meetings.create(ann);
  const visited = await meetings.create(ann);
  await hold(visited.id, ann);
  await meetings.findOrCreate('early', ann);
  await MeetingModel.collection.updateOne({ code: 'early' }, { $unset: { origin: '' } });
  clock.at += 29 * DAY_MS;
  assert.equal(await cleanup.removeUnused(), 0);
  await hold(visited.id, ann);
  clock.at += 2 * DAY_MS;
  assert.equal(await cleanup.removeUnused(), 2);
  assert.deepEqual(await codesLeft(), [visited.code]);
  assert.equal(await meetings.find(unused.code), null);
  clock.at += 29 * DAY_MS;
  assert.equal(await cleanup.removeUnused(), 1);
});

test('a meeting with an open call or a visit within the week stays', async (t) => {
  const { clock, calls, hold, cleanup } = await open(t);
  const ann = anyId();
  const waiting = await meetings.findOrCreate('waiting', ann);
  const visited = await meetings.findOrCreate('visited', ann);
  clock.at += 8 * DAY_MS;
  const { id } = await calls.join(waiting.id, ann);
  await hold(visited.id, ann);
  assert.equal(await cleanup.removeUnused(), 0);
  clock.at += 6 * DAY_MS;
  await calls.touch([id], new Date(clock.at));
  assert.equal(await cleanup.removeUnused(), 0);
  await calls.end(id, new Date(clock.at));
  clock.at += 2 * DAY_MS;
  assert.equal(await cleanup.removeUnused(), 1);
  assert.deepEqual(await codesLeft(), ['waiting']);
});

test('many unused meetings are removed in one run, past those that stay', async (t) => {
  const { clock, cleanup } = await open(t);
  const ann = anyId();
  for (let index = 0; index < 130; index += 1) await meetings.create(ann);
  for (let index = 0; index < 130; index += 1) await meetings.findOrCreate(`made-up-${index}`, ann);
  clock.at += 8 * DAY_MS;
  assert.equal(await cleanup.removeUnused(), 130);
  assert.equal(await MeetingModel.countDocuments({}), 130);
});

test('a removed code becomes a new meeting at the next join', async (t) => {
  const { clock, cleanup, hold } = await open(t);
  const old = await meetings.findOrCreate('daily', anyId());
  clock.at += 8 * DAY_MS;
  await cleanup.removeUnused();
  const ann = anyId();
  const next = await meetings.findOrCreate('daily', ann);
  assert.notEqual(next.id, old.id);
  assert.equal(next.hostId, ann);
  await hold(next.id, ann);
});

test('the cleanup runs at the start and then regularly, reports failures, and stops when it is closed', async (t) => {
  const { clock, now } = await open(t);
  await meetings.findOrCreate('daily', anyId());
  clock.at += 8 * DAY_MS;
  const find = t.mock.method(MeetingModel, 'find', () => {
    throw new Error('the database is out of reach');
  });
  const failures: unknown[] = [];
  const removed = await new Promise<number>((onRemoved) => {
    const timer = startCleanup({
      now,
      intervalMs: 5,
      onRemoved,
      onFailure(error) {
        failures.push(error);
        find.mock.restore();
      },
    });
    t.after(() => timer.close());
  });
  assert.equal(removed, 1);
  assert.match(String(failures[0]), /out of reach/);
  assert.deepEqual(await codesLeft(), []);
});
