import assert from 'node:assert/strict';
import { EventEmitter, once } from 'node:events';
import { test } from 'node:test';
import { AttendanceModel } from '../../src/models/attendance.js';
import { createCalls } from '../../src/services/calls.js';
import { createChat } from '../../src/services/chat.js';
import type { Invitations } from '../../src/services/invitations.js';
import type { MeetingAccess } from '../../src/services/meeting-access.js';
import { createMeetingSettings } from '../../src/services/meeting-settings.js';
import type { Meeting } from '../../src/services/meetings.js';
import type { Passcodes } from '../../src/services/passcodes.js';
import { BusyError } from '../../src/services/work-limit.js';
import { eventually } from '../support/eventually.js';
import { outcomeOf, startHouse } from '../support/meeting-people.js';
import type { House } from '../support/meeting-people.js';
import { startRealtime, user } from '../support/start-realtime.js';
import { TestPage } from '../support/test-page.js';

// Ways around the door of a meeting that once worked.

async function deleteMeeting(house: House, host: string, code: string): Promise<void> {
  const headers = { cookie: await house.cookie(host), origin: house.url };
  const deleted = await fetch(`${house.url}/api/v1/meetings/${code}`, { method: 'DELETE', headers });
  assert.equal(deleted.status, 204);
}

/** Lets everyone in who waits, on the page of the meeting. */
async function admitAll(house: House, host: string, code: string): Promise<void> {
  const answer = await fetch(`${house.url}/meetings/${code}/call`, {
    method: 'POST',
    redirect: 'manual',
    headers: { cookie: await house.cookie(host), origin: house.url },
    body: new URLSearchParams({ tool: 'admit' }),
  });
  assert.match(answer.headers.get('location') ?? '', /\?done$/);
}

test('a removed user who comes back as a guest has to wait', async (t) => {
  const house = await startHouse(t);
  const code = await house.meeting('Ann', { allowGuests: true });
  const [ann, bob] = [await house.page('Ann'), await house.page('Bob')];
  await ann.join(code);
  await bob.join(code);
  await ann.get('remove', { participantId: bob.participantId });
  const disguised = await house.guest(code);
  assert.equal((await disguised.get('watch-call', { code })).entry, 'wait');
  assert.equal(await outcomeOf(disguised, code, { name: 'Zoe' }), 'waiting');
});

test('a page that watches on after a call learns no names of the next one', async (t) => {
  const house = await startHouse(t);
  const code = await house.meeting('Ann', { access: 'knock' });
  const [ann, bob] = [await house.page('Ann'), await house.page('Bob')];
  await ann.join(code);
  await outcomeOf(bob, code);
  await ann.get('admit', {});
  await bob.next('admitted');
  await bob.join(code);
  await bob.get('leave-call', {});
  assert.deepEqual((await bob.get('watch-call', { code })).names, ['Ann'], 'Bob was in this call');
  await ann.get('leave-call', {});
  const after = await bob.next('preview', ({ entry }) => entry === 'wait');
  assert.equal(after.names, null);
  await ann.join(code);
  const next = await bob.next('preview', ({ count }) => count === 1);
  assert.equal(next.names, null);
  assert.deepEqual(next.reachable, []);
});

test('a page that watches a locked call learns when the lock has ended with the call', async (t) => {
  const house = await startHouse(t);
  const code = await house.meeting('Ann');
  const [ann, bob] = [await house.page('Ann'), await house.page('Bob')];
  await ann.join(code);
  await ann.get('lock', { locked: true });
  assert.equal((await bob.get('watch-call', { code })).entry, 'locked');
  await ann.get('end-call', {});
  await bob.next('preview', ({ entry, count }) => entry === 'enter' && count === 0);
});

test('a guest whom a host has let in cannot make a deleted meeting anew', async (t) => {
  const house = await startHouse(t);
  const code = await house.meeting('Ann', { access: 'knock', allowGuests: true });
  const guest = await house.guest(code);
  assert.equal(await outcomeOf(guest, code, { name: 'Zoe' }), 'waiting');
  await admitAll(house, 'Ann', code);
  await guest.next('admitted');
  await deleteMeeting(house, 'Ann', code);
  assert.equal(await outcomeOf(guest, code, { name: 'Zoe' }), 'no-guests');
  assert.equal(await outcomeOf(await house.page('Bob'), code), 'joined', 'the code is free again');
});

test('a host who opens a meeting and sets a passcode lets nobody in without it', async (t) => {
  const house = await startHouse(t);
  const code = await house.meeting('Ann', { access: 'knock' });
  const ann = await house.page('Ann');
  await ann.join(code);
  const bob = await house.page('Bob');
  assert.equal(await outcomeOf(bob, code), 'waiting');
  await house.change('Ann', code, { access: 'open', passcode: 'open sesame' });
  await bob.next('admitted');
  assert.equal(await outcomeOf(bob, code), 'wrong-passcode');
  assert.equal(await outcomeOf(bob, code, { passcode: 'open sesame' }), 'joined');
});

test('a person who was let in and does not come has to ask again later', async (t) => {
  let now = Date.now();
  const house = await startHouse(t, { now: () => now });
  const code = await house.meeting('Ann', { access: 'knock' });
  const ann = await house.page('Ann');
  await ann.join(code);
  const bob = await house.page('Bob');
  assert.equal(await outcomeOf(bob, code), 'waiting');
  await ann.get('admit', {});
  await bob.next('admitted');
  now += 5 * 60_000;
  assert.equal(await outcomeOf(bob, code), 'waiting');
});

test('passcodes that wait in a long queue are no bug of the server', async (t) => {
  const access = {
    enter: () => Promise.reject(new BusyError()),
  } as unknown as MeetingAccess;
  const server = await startRealtime(t, { access });
  const page = await server.page(user('Ann'));
  assert.equal(await outcomeOf(page, 'daily'), 'unavailable');
  assert.ok(!server.lines.some((line) => line.includes('failed')), server.lines.join());
});

test('a change that is refused because too many passcodes wait changes nothing', async () => {
  const writes: string[] = [];
  const settings = createMeetingSettings({
    meetings: { change: async () => (writes.push('meeting'), null) },
    invitations: { replace: async () => void writes.push('list') } as unknown as Invitations,
    passcodes: { hash: () => Promise.reject(new BusyError()) } as unknown as Passcodes,
  });
  const change = settings.change({ id: 'daily' } as Meeting, { passcode: 'open sesame', invited: ['bob'] });
  await assert.rejects(change, BusyError);
  assert.deepEqual(writes, []);
});

test('a page that joins while a host locks learns that the call is locked', async (t) => {
  const chat = createChat();
  const reads = new EventEmitter();
  let isHeld = false;
  const server = await startRealtime(t, {
    chat: {
      ...chat,
      latest: async (...args) => {
        if (isHeld) {
          reads.emit('read');
          await once(reads, 'go on');
        }
        return chat.latest(...args);
      },
    },
  });
  const [ann, bob] = [await server.page(user('Ann')), await server.page(user('Bob'))];
  await ann.join('daily');
  isHeld = true;
  const isReading = once(reads, 'read');
  const joining = bob.join('daily');
  await isReading;
  await eventually(async () => assert.equal(await AttendanceModel.countDocuments(), 2)); // Bob’s join has recorded itself
  await ann.get('lock', { locked: true });
  isHeld = false;
  reads.emit('go on');
  assert.equal((await joining).settings.isLocked, true);
});

test('a page that watches while the end of a call cannot be stored learns no names of the next one', async (t) => {
  const calls = createCalls();
  let canWrite = true;
  const server = await startRealtime(t, {
    calls: {
      ...calls,
      async end(...args) {
        if (!canWrite) throw Object.assign(new Error('no network'), { name: 'MongoNetworkError' });
        await calls.end(...args);
      },
    },
  });
  const [ann, bob] = [await server.page(user('Ann')), await server.page(user('Bob'))];
  await ann.join('daily');
  await bob.join('daily');
  canWrite = false;
  await ann.get('end-call', {});
  await bob.next('call-ended');
  assert.deepEqual((await bob.get('watch-call', { code: 'daily' })).names, []);
  canWrite = true;
  await ann.join('daily');
  const { names } = await bob.next('preview', ({ count }) => count === 1);
  assert.equal(names, null);
});

test('the cookie of a guest does not keep the sockets of an ended session alive', async (t) => {
  let now = Date.now();
  const house = await startHouse(t, { now: () => now, sessionCheckMs: 50 });
  const code = await house.meeting('Ann', { allowGuests: true });
  const session = await house.cookie('Ann');
  now += 30 * 24 * 3_600_000 - 60_000; // a session lasts 30 days, and a guest one day
  const visit = await fetch(`${house.url}/room/${code}`);
  const guest = visit.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  assert.match(guest, /^parley\.guest=/);
  const page = new TestPage(house.url, { cookie: `${session}; ${guest}` });
  t.after(() => {
    page.close();
  });
  await page.connected();
  await page.join(code);
  now += 120_000;
  await page.next('session-ended');
});
