import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { AttendanceModel } from '../../src/models/attendance.js';
import { CallModel } from '../../src/models/call.js';
import { createCalls, HEARTBEAT_MS } from '../../src/services/calls.js';
import type { Calls } from '../../src/services/calls.js';
import { temporaryDirectory } from '../support/temporary-directory.js';
import { startRealtime } from '../support/start-realtime.js';
import type { TestUser } from '../support/start-realtime.js';
import { within } from '../support/test-page.js';
import { CODE, ann, bob, twoInCall } from '../support/two-in-call.js';

/** The real service with `ended(count)`, which resolves after the end of so many calls is stored. */
function watchedCalls(): Calls & { ended(count: number): Promise<void> } {
  const calls = createCalls();
  let ends = 0;
  let look: () => void = () => undefined;
  return {
    ...calls,
    async end(...args) {
      await calls.end(...args);
      ends += 1;
      look();
    },
    ended: (count) =>
      within(`the end of ${count} calls`, (done) => {
        look = () => {
          if (ends >= count) done();
        };
        look();
      }),
  };
}

async function attendanceOf(who: TestUser) {
  return AttendanceModel.findOne({ user: who.id }).lean().orFail();
}

async function start(t: TestContext, options: Parameters<typeof startRealtime>[1] = {}) {
  const calls = watchedCalls();
  return { calls, server: await startRealtime(t, { calls, ...options }) };
}

test('a call lasts from the first join to the last leave, and each person’s own times are stored', async (t) => {
  const { calls, server } = await start(t);
  const [first, second] = [await server.page(ann), await server.page(bob)];
  const { call } = await first.join(CODE);
  await second.join(CODE);
  assert.equal((await CallModel.findById(call.id).lean().orFail()).endedAt, null);
  await first.get('leave-call', {});
  await second.get('leave-call', {});
  await calls.ended(1);
  const kept = await CallModel.findById(call.id).lean().orFail();
  const [one, two] = [await attendanceOf(ann), await attendanceOf(bob)];
  assert.equal(kept.startedAt.getTime(), call.startedAt);
  assert.ok(one.leftAt && two.leftAt && one.leftAt <= two.leftAt);
  assert.deepEqual(kept.endedAt, two.leftAt);
  assert.equal(kept.interrupted, false);
});

test('after everyone has left, the next join starts another call', async (t) => {
  const { server } = await start(t);
  const page = await server.page(ann);
  const one = await page.join(CODE);
  await page.get('leave-call', {});
  const two = await page.join(CODE);
  assert.notEqual(one.call.id, two.call.id);
});

test('a user with two pages has left when both pages have left', async (t) => {
  const { calls, server } = await start(t);
  const [phone, laptop] = [await server.page(ann), await server.page(ann)];
  await phone.join(CODE);
  await laptop.join(CODE);
  await phone.get('leave-call', {});
  assert.equal((await attendanceOf(ann)).leftAt, null);
  await laptop.get('leave-call', {});
  await calls.ended(1);
  assert.notEqual((await attendanceOf(ann)).leftAt, null);
});

test('coming back within a call goes on with the same attendance', async (t) => {
  const { server } = await start(t);
  const [, second] = await twoInCall(server);
  const before = await attendanceOf(bob);
  await second.get('leave-call', {});
  await second.join(CODE);
  const after = await attendanceOf(bob);
  assert.deepEqual([after._id, after.joinedAt, after.leftAt], [before._id, before.joinedAt, null]);
});

test('a person who does not come back has left when their socket was lost, not when the grace period ended', async (t) => {
  let now = Date.now();
  const { calls, server } = await start(t, { graceMs: 100, now: () => now });
  const [first, second] = await twoInCall(server);
  const lostAt = now;
  second.cut();
  await first.next('roster', ([, other]) => other?.state === 'reconnecting');
  now += 15_000;
  await first.next('user-left');
  await first.get('leave-call', {});
  await calls.ended(1);
  assert.equal((await attendanceOf(bob)).leftAt?.getTime(), lostAt);
  assert.equal((await attendanceOf(ann)).leftAt?.getTime(), now);
});

test('a call in which everyone was lost ended when the last one was lost', async (t) => {
  let now = Date.now();
  const { calls, server } = await start(t, { graceMs: 50, now: () => now });
  const watcher = await server.page(bob);
  const page = await server.page(ann);
  await watcher.get('watch-call', { code: CODE });
  const { call } = await page.join(CODE);
  const lostAt = now;
  page.cut();
  await watcher.next('preview', ({ count, reachable }) => count === 1 && reachable.length === 0);
  now += 15_000;
  await calls.ended(1);
  assert.equal((await CallModel.findById(call.id).lean().orFail()).endedAt?.getTime(), lostAt);
});

test('a page that leaves during its join leaves no open call behind', async (t) => {
  const calls = watchedCalls();
  let started: () => void = () => undefined;
  let finish: () => void = () => undefined;
  const isUnderWay = new Promise<void>((resolve) => (started = resolve));
  const mayFinish = new Promise<void>((resolve) => (finish = resolve));
  const slow: typeof calls.join = async (...args) => {
    const call = await calls.join(...args);
    started();
    await mayFinish;
    return call;
  };
  const { server } = await start(t, { calls: { ...calls, join: slow } });
  const page = await server.page(ann);
  const joining = page.ask('join-call', page.joinRequest(CODE));
  await isUnderWay;
  await page.get('leave-call', {});
  finish();
  assert.equal((await joining).ok, false);
  await calls.ended(1);
  assert.equal(await CallModel.countDocuments({ endedAt: null }), 0);
  assert.equal(await AttendanceModel.countDocuments({ leftAt: null }), 0);
});

test('a planned stop leaves calls open for the next server and updates their last sign of life', async (t) => {
  let now = Date.now();
  const { server } = await start(t, { graceMs: 0, now: () => now });
  const page = await server.page(ann);
  const { call } = await page.join(CODE);
  now += 5_000;
  const ended = page.ended();
  await server.realtime.close();
  await ended;
  const kept = await CallModel.findById(call.id).lean().orFail();
  assert.deepEqual([kept.endedAt, kept.lastSeenAt.getTime()], [null, now]);
  assert.equal((await attendanceOf(ann)).leftAt, null);
  assert.ok(!server.lines.some((line) => /^(lost|left)/.test(line)), server.lines.join('\n'));
});

test('after a killed server, the next one closes open calls at their last sign of life', async (t) => {
  const dataDir = await temporaryDirectory(t);
  const before = await startRealtime(t, { dataDir });
  const page = await before.page(ann);
  const { call } = await page.join(CODE);
  await before.stop('abruptly');

  const after = await startRealtime(t, { dataDir });
  assert.equal((await CallModel.findById(call.id).lean().orFail()).endedAt, null);
  await createCalls(() => Date.now() + 4 * HEARTBEAT_MS).closeInterrupted();
  const closed = await CallModel.findById(call.id).lean().orFail();
  assert.ok(closed.endedAt);
  assert.deepEqual(closed.endedAt, closed.lastSeenAt);
  assert.equal(closed.interrupted, true);
  assert.deepEqual((await attendanceOf(ann)).leftAt, closed.endedAt);

  await (await after.page(ann, { tabId: page.tabId })).join(CODE);
  const resumed = await CallModel.findById(call.id).lean().orFail();
  assert.equal(resumed.endedAt, null);
  assert.equal((await attendanceOf(ann)).leftAt, null);
});
