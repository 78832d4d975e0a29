import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import mongoose from 'mongoose';
import { AttendanceModel } from '../../src/models/attendance.js';
import { CallModel } from '../../src/models/call.js';
import { MessageModel } from '../../src/models/message.js';
import { createAccounts } from '../../src/services/accounts.js';
import { createCalls, HEARTBEAT_MS, RESUME_WINDOW_MS } from '../../src/services/calls.js';
import { createChat } from '../../src/services/chat.js';
import type { HistoryEntry } from '../../src/services/history-entry.js';
import { createMeetings } from '../../src/services/meetings.js';
import { openDatabase } from '../../src/database.js';

const accounts = createAccounts({ bcryptCost: 4 });
const meetings = createMeetings();
const chat = createChat();

/** A clock that tests can set. It advances by one second at each reading, so that no two times are equal. */
function createClock(start = Date.UTC(2030, 0, 1, 12)) {
  const clock = { at: start, now: () => (clock.at += 1_000) };
  return clock;
}

function namesIn(entry: HistoryEntry | undefined): string[] {
  return (entry?.people ?? []).map(({ name }) => name);
}

const anyId = () => String(new mongoose.Types.ObjectId());

async function person(name: string): Promise<string> {
  const account = { name, username: `u${randomUUID().slice(0, 20)}`, password: 'correct horse' };
  const user = await accounts.register(account);
  assert.ok(user);
  return user.id;
}

async function call(id: string) {
  return CallModel.findById(id).lean().orFail();
}

describe('services on the embedded database', () => {
  testServices(async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'parley-'));
    const database = await openDatabase({ dataDir });
    return async () => {
      await database.close();
      await rm(dataDir, { recursive: true, force: true });
    };
  });
});

const mongodb = process.env['TEST_MONGODB_URI'];
describe('services on MongoDB', { skip: mongodb ? false : 'TEST_MONGODB_URI is not set' }, () => {
  testServices(async () => {
    const uri = new URL(mongodb ?? '');
    uri.pathname = `/parley-test-${randomUUID()}`;
    const database = await openDatabase({ mongodbUri: uri.href, dataDir: '' });
    return async () => {
      await mongoose.connection.dropDatabase();
      await database.close();
    };
  });
});

/** The tests that every database must pass. `open` opens an empty one and resolves with the function that removes it. */
function testServices(open: () => Promise<() => Promise<void>>): void {
  let close: () => Promise<void>;
  before(async () => {
    close = await open();
  });
  after(() => close());

  test('an account is made once per username, whatever its capitals', async () => {
    const username = `Ann${randomUUID().slice(0, 8)}`;
    const account = { name: 'Ann', username, password: 'correct horse' };
    const made = await accounts.register(account);
    assert.ok(made);
    assert.equal(await accounts.register({ ...account, username: username.toUpperCase() }), null);
    assert.deepEqual(await accounts.authenticate(username.toUpperCase(), 'correct horse'), made);
    assert.equal(await accounts.authenticate(username, 'wrong horse'), null);
    assert.equal(await accounts.authenticate('nobody', 'correct horse'), null);
    assert.deepEqual(await accounts.find(made.id), made);
    assert.equal(await accounts.find(anyId()), null);
  });

  test('an account keeps the language that its user chooses', async () => {
    const username = `ann${randomUUID().slice(0, 8)}`;
    const made = await accounts.register({ name: 'Ann', username, password: 'correct horse' });
    assert.ok(made);
    const { id, language: atFirst } = made;
    assert.equal(atFirst, null);
    for (const language of ['fr', 'en', null] as const) {
      await accounts.changeProfile(id, { language });
      assert.equal((await accounts.find(id))?.language, language);
    }
    await accounts.changeProfile(anyId(), { language: 'fr' });
  });

  test('a new meeting has its own code and is found by it', async () => {
    const host = anyId();
    const meeting = await meetings.create(host);
    assert.match(meeting.code, /^[a-z]{3}-[a-z]{4}-[a-z]{3}$/);
    assert.equal(meeting.title, meeting.code);
    assert.equal(meeting.hostId, host);
    assert.deepEqual(await meetings.find(meeting.code), meeting);
    assert.equal(await meetings.find('no-such-meeting'), null);
  });

  test('an unknown code becomes one meeting, however many ask at once', async () => {
    const code = `code-${randomUUID()}`;
    const hosts = Array.from({ length: 10 }, anyId);
    const made = await Promise.all(hosts.map((host) => meetings.findOrCreate(code, host)));
    assert.equal(new Set(made.map(({ id }) => id)).size, 1);
    assert.equal(new Set(made.map(({ hostId }) => hostId)).size, 1);
    assert.deepEqual(await meetings.findOrCreate(code, anyId()), made[0]);
  });

  test('the recent meetings of a user are those they attended or host, the latest first, each once', async () => {
    const [ann, bob] = [anyId(), anyId()];
    const clock = createClock(Date.now() - 60_000);
    const calls = createCalls(clock.now);
    const [visited, again] = [await meetings.create(bob), await meetings.create(bob)];
    for (const { id } of [visited, again, visited, again]) {
      const { id: callId } = await calls.join(id, ann);
      await calls.leave(callId, ann, new Date(clock.now()));
      await calls.end(callId, new Date(clock.now()));
    }
    const own = await meetings.create(ann);
    assert.deepEqual(await meetings.recent(ann, 10), [own, again, visited]);
    assert.deepEqual(await meetings.recent(ann, 2), [own, again]);
    assert.deepEqual(await meetings.recent(anyId(), 10), []);
  });

  test('everyone who joins a meeting at once is in one call', async () => {
    const { id } = await meetings.create(anyId());
    const calls = createCalls();
    const users = Array.from({ length: 10 }, anyId);
    const joined = await Promise.all(users.map((user) => calls.join(id, user)));
    assert.equal(new Set(joined.map((one) => one.id)).size, 1);
    assert.equal(await AttendanceModel.countDocuments({ meeting: id }), 10);
  });

  test('two pages of one user at once make one attendance', async () => {
    const { id } = await meetings.create(anyId());
    const calls = createCalls();
    const user = anyId();
    await Promise.all([1, 2, 3, 4].map(() => calls.join(id, user)));
    assert.equal(await AttendanceModel.countDocuments({ meeting: id, user }), 1);
  });

  test('a call ends once, and the next join opens another', async () => {
    const { id } = await meetings.create(anyId());
    const clock = createClock();
    const calls = createCalls(clock.now);
    const user = anyId();
    const first = await calls.join(id, user);
    const endedAt = new Date(clock.now());
    await calls.leave(first.id, user, endedAt);
    await calls.end(first.id, endedAt);
    await calls.end(first.id, new Date(clock.now()));
    assert.deepEqual((await call(first.id)).endedAt, endedAt);
    const second = await calls.join(id, user);
    assert.notEqual(second.id, first.id);
    assert.ok(second.startedAt > endedAt);
  });

  test('two calls of one meeting may end in the same millisecond', async () => {
    const { id } = await meetings.create(anyId());
    const calls = createCalls();
    const at = new Date(Date.now() + 60_000);
    const ends = [];
    for (let round = 0; round < 3; round += 1) {
      const { id: callId } = await calls.join(id, anyId());
      await calls.end(callId, at);
      ends.push((await call(callId)).endedAt?.getTime());
    }
    assert.deepEqual(ends, [at.getTime(), at.getTime() + 1, at.getTime() + 2]);
  });

  test('coming back clears the leave, and a later leave counts', async () => {
    const { id } = await meetings.create(anyId());
    const clock = createClock();
    const calls = createCalls(clock.now);
    const [ann, bob] = [await person('Ann'), await person('Bob')];
    const { id: callId } = await calls.join(id, ann);
    await calls.join(id, bob);
    const joinedAt = (await calls.history(bob, { limit: 1 }))[0]?.joinedAt;
    await calls.leave(callId, bob, new Date(clock.now()));
    await calls.join(id, bob);
    assert.equal((await calls.history(bob, { limit: 1 }))[0]?.leftAt, null);
    const leftAt = new Date(clock.now());
    await calls.leave(callId, bob, leftAt);
    const [entry] = await calls.history(bob, { limit: 1 });
    assert.deepEqual([entry?.joinedAt, entry?.leftAt], [joinedAt, leftAt]);
    assert.deepEqual(namesIn(entry), ['Ann', 'Bob']);
  });

  test('the end of a call ends every attendance that was left open', async () => {
    const { id } = await meetings.create(anyId());
    const calls = createCalls();
    const user = anyId();
    const { id: callId } = await calls.join(id, user);
    const at = new Date(Date.now() + 60_000);
    await calls.end(callId, at);
    assert.deepEqual((await AttendanceModel.findOne({ call: callId, user }).lean().orFail()).leftAt, at);
  });

  test('a meeting that is deleted while a person notes it leaves nothing in the history', async () => {
    const [meeting, user] = [anyId(), anyId()];
    assert.equal(await createCalls().note(meeting, user), null);
    assert.equal(await AttendanceModel.countDocuments({ user }), 0);
    assert.equal(await CallModel.countDocuments({ meeting }), 0);
  });

  test('history is newest first, in pages, with people in order of arrival', async () => {
    const clock = createClock();
    const calls = createCalls(clock.now);
    const [ann, bob, cem] = [await person('Ann'), await person('Bob'), await person('Cem')];
    const codes: string[] = [];
    for (let round = 0; round < 5; round += 1) {
      const meeting = await meetings.create(ann);
      codes.unshift(meeting.code);
      const { id: callId } = await calls.join(meeting.id, cem);
      await calls.join(meeting.id, bob);
      if (round !== 0) await calls.join(meeting.id, ann);
      await calls.end(callId, new Date(clock.now()));
    }
    const seen = [];
    let before: Date | undefined;
    for (;;) {
      const page = await calls.history(ann, { limit: 2, ...(before && { before }) });
      if (page.length === 0) break;
      assert.ok(page.length <= 2);
      seen.push(...page);
      before = page.at(-1)?.joinedAt;
    }
    assert.deepEqual(
      seen.map(({ code }) => code),
      codes.slice(0, 4),
    );
    for (const entry of seen) {
      assert.equal(entry.title, entry.code);
      assert.deepEqual(namesIn(entry), ['Cem', 'Bob', 'Ann']);
      assert.ok(entry.leftAt && entry.leftAt > entry.joinedAt);
    }
    assert.deepEqual(namesIn((await calls.history(cem, { limit: 10 })).at(-1)), ['Cem', 'Bob']);
    assert.deepEqual(await calls.history(anyId(), { limit: 10 }), []);
  });

  test('a start closes what an earlier process left open, at its last sign of life', async () => {
    const clock = createClock();
    const calls = createCalls(clock.now);
    const [meeting, other] = [await meetings.create(anyId()), await meetings.create(anyId())];
    const [ann, bob] = [anyId(), anyId()];
    const { id: open } = await calls.join(meeting.id, ann);
    await calls.join(meeting.id, bob);
    const { id: ended } = await calls.join(other.id, ann);
    const endedAt = new Date(clock.now());
    await calls.end(ended, endedAt);
    const leftAt = new Date(clock.now());
    await calls.leave(open, bob, leftAt);
    const seenAt = new Date(clock.now());
    await calls.touch([open, ended], seenAt);

    await calls.closeInterrupted();
    assert.equal((await call(open)).endedAt, null, 'its process may still be running');
    clock.at += 4 * HEARTBEAT_MS;
    await calls.closeInterrupted();
    const closed = await call(open);
    assert.deepEqual([closed.endedAt, closed.interrupted], [seenAt, true]);
    assert.deepEqual((await call(ended)).endedAt, endedAt, 'a call that had ended stays unchanged');
    const left = await AttendanceModel.find({ call: open }).sort({ joinedAt: 1 }).lean();
    assert.deepEqual(
      left.map((attendance) => attendance.leftAt),
      [seenAt, leftAt],
    );
    assert.equal(await calls.closeInterrupted(), 0);
  });

  test('an interrupted call is taken up again within two minutes', async () => {
    const clock = createClock();
    const calls = createCalls(clock.now);
    const { id } = await meetings.create(anyId());
    const user = anyId();
    const before = await calls.join(id, user);
    clock.at += 4 * HEARTBEAT_MS;
    await calls.closeInterrupted();
    assert.equal((await call(before.id)).interrupted, true);
    clock.at += RESUME_WINDOW_MS - 4 * HEARTBEAT_MS - 10_000;
    const users = [user, anyId(), anyId()];
    const after = await Promise.all(users.map((one) => calls.join(id, one)));
    for (const joined of after) assert.deepEqual(joined, before);
    const resumed = await call(before.id);
    assert.deepEqual([resumed.endedAt, resumed.interrupted], [null, false]);
    assert.equal((await AttendanceModel.findOne({ call: before.id, user }).lean().orFail()).leftAt, null);
  });

  test('an interrupted call is not taken up again later, and one that ended never is', async () => {
    const clock = createClock();
    const calls = createCalls(clock.now);
    const { id } = await meetings.create(anyId());
    const first = await calls.join(id, anyId());
    clock.at += RESUME_WINDOW_MS + 5_000;
    await calls.closeInterrupted();
    const second = await calls.join(id, anyId());
    assert.notEqual(second.id, first.id);
    await calls.end(second.id, new Date(clock.now()));
    const third = await calls.join(id, anyId());
    assert.ok(third.id !== second.id && third.id !== first.id);
    await calls.end(third.id, new Date(clock.now()));
  });

  test('a call whose end was never stored is not resumed the next day', async () => {
    const clock = createClock();
    const calls = createCalls(clock.now);
    const { id } = await meetings.create(anyId());
    const first = await calls.join(id, anyId());
    const { joinedAt } = await AttendanceModel.findOne({ call: first.id }).lean().orFail();
    clock.at += RESUME_WINDOW_MS + 5_000;
    const second = await calls.join(id, anyId());
    assert.notEqual(second.id, first.id);
    assert.deepEqual((await call(first.id)).endedAt, joinedAt);
    await calls.end(second.id, new Date(clock.now()));
  });

  test('a message is stored once per key and page', async () => {
    const draft = {
      callId: anyId(),
      userId: anyId(),
      participantId: 'page',
      name: 'Ann',
      text: 'Grüße 👋 <b>',
      clientKey: 'key',
    };
    const sent = await Promise.all(Array.from({ length: 8 }, () => chat.post(draft)));
    assert.equal(sent.filter(({ isNew }) => isNew).length, 1);
    assert.equal(new Set(sent.map(({ message }) => message.id)).size, 1);
    const again = await chat.post({ ...draft, text: 'Something else' });
    assert.deepEqual(again, { message: sent[0]?.message, isNew: false });
    assert.equal(again.message.text, draft.text);
    for (const change of [{ callId: anyId() }, { participantId: 'other' }, { clientKey: 'other' }]) {
      assert.equal((await chat.post({ ...draft, ...change })).isNew, true);
    }
    assert.equal(await MessageModel.countDocuments({ call: draft.callId }), 3);
  });

  test('messages are read newest page first, each page oldest first, and never across calls', async () => {
    const [one, other] = [anyId(), anyId()];
    const ids: string[] = [];
    for (let index = 0; index < 7; index += 1) {
      const draft = {
        userId: anyId(),
        participantId: 'page',
        name: 'Ann',
        text: String(index),
        clientKey: String(index),
      };
      ids.push((await chat.post({ callId: one, ...draft })).message.id);
      await chat.post({ callId: other, ...draft });
    }
    const texts = async (page: Promise<{ text: string }[]>) => (await page).map(({ text }) => text).join('');
    assert.equal(await texts(chat.latest(one, 3)), '456');
    assert.equal(await texts(chat.before(one, ids[4] ?? '', 3)), '123');
    assert.equal(await texts(chat.before(one, ids[1] ?? '', 3)), '0');
    assert.equal(await texts(chat.before(one, ids[0] ?? '', 3)), '');
    assert.equal(
      await texts(chat.before(other, ids[4] ?? '', 3)),
      '',
      'an id of another call is unknown in this one',
    );
    assert.equal(await texts(chat.before(one, anyId(), 3)), '');
    assert.equal(await texts(chat.latest(anyId(), 3)), '');
  });
}
