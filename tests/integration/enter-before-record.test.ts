import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { AttendanceModel } from '../../src/models/attendance.js';
import { CallModel } from '../../src/models/call.js';
import type { Signal } from '../../src/shared/protocol.js';
import { heldCalls } from '../support/held-calls.js';
import { startRealtime } from '../support/start-realtime.js';
import type { PageOptions, TestPage } from '../support/test-page.js';
import { CODE, ann, bob, cem } from '../support/two-in-call.js';

const signal = (name: string): Signal => ({ kind: 'renew', connectionId: name });

/** Ann is in the call, and the database is slow, or fails with `error`, when Bob joins with an offer for her. */
async function bobEnters(t: TestContext, error?: Error) {
  const calls = heldCalls();
  t.after(() => calls.release()); // before the server stops, which waits for its writes
  const server = await startRealtime(t, { calls });
  const host = await server.page(ann);
  const { call, self } = await host.join(CODE);
  calls.hold(error);
  const newcomer = await server.page(bob);
  const enter = (page: TestPage) =>
    page.ask('join-call', { ...page.joinRequest(CODE), offers: [{ to: self, signal: signal('offer') }] });
  const answer = enter(newcomer);
  answer.catch(() => undefined); // a page without its socket gets none
  const [, entered] = await host.rosterOf('Ann', 'Bob');
  assert.ok(entered);
  const again = async (options: PageOptions) => {
    const page = await server.page(bob, options);
    return { page, answer: enter(page) };
  };
  return { calls, server, host, callId: call.id, newcomer, answer, bobId: entered.participantId, again };
}

async function isPending(answer: Promise<unknown>): Promise<boolean> {
  const pending = {};
  return (await Promise.race([answer, Promise.resolve(pending)])) === pending;
}

const attendances = () => AttendanceModel.find({ user: bob.id }).lean();
const open = { endedAt: null, leftAt: null };

test('people in a call hear of a newcomer, and connect, while the database is slow', async (t) => {
  const { calls, host, callId, newcomer, answer, bobId } = await bobEnters(t);
  assert.equal((await host.next('user-joined')).participantId, bobId);
  assert.deepEqual(await host.next('signal'), { from: bobId, signal: signal('offer') });
  await host.get('signal', { to: bobId, signal: signal('answer') });
  assert.deepEqual((await newcomer.next('signal')).signal, signal('answer'));
  assert.equal(await isPending(answer), true);
  assert.deepEqual(await attendances(), []);
  calls.release();
  const reply = await answer;
  assert.ok(reply.ok && 'self' in reply.value);
  assert.deepEqual([reply.value.self, reply.value.call.id], [bobId, callId]);
  assert.deepEqual(reply.value.relayed, [host.participantId]);
  assert.equal((await attendances()).length, 1, 'the history has a join with an answer');
});

test('a newcomer whose join cannot be recorded leaves again, and nothing stays behind', async (t) => {
  const { calls, host, callId, newcomer, answer, bobId } = await bobEnters(t, new Error('disk full'));
  await host.next('signal');
  calls.release();
  const reply = await answer;
  assert.equal(!reply.ok && reply.error.code, 'internal');
  assert.deepEqual(await host.next('user-left'), { participantId: bobId, name: 'Bob', reason: 'left' });
  await host.rosterOf('Ann');
  assert.equal((await newcomer.refusal('media-state', { mic: false, camera: false })).code, 'not-in-call');
  assert.deepEqual(await attendances(), []);
  const second = await newcomer.join(CODE);
  assert.deepEqual([second.self, second.call.id, second.resumed], [bobId, callId, false]);
  await host.get('leave-call', {});
  await newcomer.get('leave-call', {});
  assert.notEqual((await newcomer.join(CODE)).call.id, callId, 'nobody keeps the call open');
});

test('a newcomer who leaves before the record has left in the history too', async (t) => {
  const { calls, server, host, callId, newcomer, answer } = await bobEnters(t);
  await newcomer.get('leave-call', {});
  assert.equal((await host.next('user-left')).reason, 'left');
  calls.release();
  const reply = await answer;
  assert.equal(!reply.ok && reply.error.code, 'not-in-call');
  await server.realtime.close();
  const [attendance] = await attendances();
  assert.ok(attendance?.leftAt);
  assert.equal((await CallModel.findById(callId).lean().orFail()).endedAt, null);
});

test('a host can remove a newcomer before the record', async (t) => {
  const { calls, server, host, newcomer, answer, bobId, again } = await bobEnters(t);
  await host.get('remove', { participantId: bobId });
  assert.deepEqual(await newcomer.next('removed'), { by: 'Ann' });
  assert.equal((await host.next('user-left')).reason, 'removed');
  calls.release();
  const reply = await answer;
  assert.equal(!reply.ok && reply.error.code, 'not-in-call');
  const later = await (await again({})).answer;
  assert.equal(!later.ok && later.error.code, 'removed');
  await server.realtime.close();
  const records = await attendances();
  assert.deepEqual([records.length, records.every(({ leftAt }) => leftAt !== null)], [1, true]);
});

test('a call that a host ends before the record has ended for the newcomer, who opens no other one', async (t) => {
  const { calls, server, host, callId, newcomer, answer } = await bobEnters(t);
  await host.get('end-call', {});
  assert.deepEqual(await newcomer.next('call-ended'), { by: 'Ann' });
  calls.release();
  const reply = await answer;
  assert.equal(!reply.ok && reply.error.code, 'not-in-call');
  await server.realtime.close();
  const kept = await CallModel.find().lean();
  assert.deepEqual(
    kept.map(({ _id, endedAt }) => [String(_id), endedAt !== null]),
    [[callId, true]],
  );
  assert.equal(await AttendanceModel.countDocuments({ leftAt: open.leftAt }), 0);
});

test('a call goes on when the last other person leaves before the record', async (t) => {
  const { calls, host, callId, answer } = await bobEnters(t);
  await host.get('leave-call', {});
  calls.release();
  const reply = await answer;
  assert.ok(reply.ok && 'self' in reply.value);
  assert.equal(reply.value.call.id, callId);
  assert.deepEqual(
    reply.value.roster.map(({ name }) => name),
    ['Bob'],
  );
  assert.deepEqual(reply.value.relayed, [], 'nobody is there who could have the offer');
});

test('a call ends when both leave before the record', async (t) => {
  const { calls, server, host, newcomer, answer } = await bobEnters(t);
  await host.get('leave-call', {});
  await newcomer.get('leave-call', {});
  calls.release();
  await answer;
  await server.realtime.close();
  assert.equal(await CallModel.countDocuments({ endedAt: open.endedAt }), 0);
  assert.equal(await AttendanceModel.countDocuments({ leftAt: open.leftAt }), 0);
});

test('a page that loses its socket before the record comes back, and its answer waits for a record too', async (t) => {
  const { calls, host, newcomer, bobId, again } = await bobEnters(t);
  newcomer.cut();
  await host.next('roster', ([, other]) => other?.state === 'reconnecting');
  const { page, answer } = await again({ tabId: newcomer.tabId });
  await page.fence();
  assert.equal(await isPending(answer), true);
  calls.release();
  const reply = await answer;
  assert.ok(reply.ok && 'self' in reply.value);
  assert.deepEqual([reply.value.self, reply.value.resumed], [bobId, true]);
  assert.equal((await attendances()).length, 1);
  await host.fence();
  assert.equal(host.count('user-left'), 0);
});

test('a page that has gone before a record that fails does not stay in the call', async (t) => {
  const { calls, host, newcomer, bobId } = await bobEnters(t, new Error('disk full'));
  newcomer.cut();
  await host.next('roster', ([, other]) => other?.state === 'reconnecting');
  calls.release();
  assert.deepEqual(await host.next('user-left'), { participantId: bobId, name: 'Bob', reason: 'left' });
});

test('a second page of a person needs a record of its own while the first has none', async (t) => {
  const { calls, host, answer, again, bobId } = await bobEnters(t, new Error('disk full'));
  const second = await again({});
  await host.rosterOf('Ann', 'Bob', 'Bob');
  await host.fence();
  assert.equal(await isPending(second.answer), true);
  calls.release();
  assert.deepEqual([(await answer).ok, (await second.answer).ok], [false, true]);
  assert.equal((await host.next('user-left')).participantId, bobId);
  await host.rosterOf('Ann', 'Bob');
  assert.deepEqual(
    (await attendances()).map(({ leftAt }) => leftAt),
    [null],
  );
});

test('a message that is sent before the record comes with the answer, and only there', async (t) => {
  const { calls, host, newcomer, answer } = await bobEnters(t);
  await host.get('chat-message', { text: 'Welcome', clientKey: 'key' });
  await newcomer.fence();
  assert.equal(newcomer.count('chat-message'), 0);
  calls.release();
  const reply = await answer;
  assert.ok(reply.ok && 'self' in reply.value);
  assert.deepEqual(
    reply.value.chat.map(({ text }) => text),
    ['Welcome'],
  );
  await host.get('chat-message', { text: 'Hello again', clientKey: 'other key' });
  assert.equal((await newcomer.next('chat-message')).text, 'Hello again');
});

test('an offer counts as lost if its addressee has another socket when the answer comes', async (t) => {
  const { calls, server, host, answer } = await bobEnters(t);
  const sameHost = await server.page(ann, { tabId: host.tabId });
  await sameHost.join(CODE);
  calls.release();
  const reply = await answer;
  assert.ok(reply.ok && 'self' in reply.value);
  assert.deepEqual(reply.value.relayed, []);
});

test('a join without an offer for anyone in the call is recorded first', async (t) => {
  const { calls, server, host } = await bobEnters(t);
  const page = await server.page(cem);
  const before = calls.arrivals();
  const joining = page.join(CODE);
  while (calls.arrivals() === before) await page.fence();
  await host.fence();
  assert.equal(host.count('user-joined'), 1);
  calls.release();
  await joining;
  await host.rosterOf('Ann', 'Bob', 'Cem');
});
