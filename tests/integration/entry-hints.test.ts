import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createCalls } from '../../src/services/calls.js';
import { createInvitations } from '../../src/services/invitations.js';
import { createMeetingAccess } from '../../src/services/meeting-access.js';
import { createMeetings } from '../../src/services/meetings.js';
import { startServer } from '../support/start-server.js';
import { user } from '../support/start-realtime.js';

const [meetings, calls] = [createMeetings(), createCalls()];
const [host, bob] = [user('Host'), user('Bob')];
const visitor = { id: bob.id, username: 'bob' };

/** Two meetings with a running call. In the strict one, a host has removed Bob. */
async function meetingsOfBob(isExclusive: boolean) {
  const access = createMeetingAccess({
    meetings,
    invitations: createInvitations(),
    passcodes: { hash: () => Promise.reject(new Error('unused')), matches: () => Promise.resolve(false) },
    passcodeAttempts: { begin: () => Promise.reject(new Error('unused')) },
    isExclusive,
    now: Date.now,
  });
  const [strict, free] = [await meetings.create(host.id), await meetings.create(host.id)];
  const call = await calls.join(strict.id, bob.id);
  const other = await calls.join(free.id, host.id);
  const removed = { ...call.moderation, removed: [bob.id] };
  await calls.moderate(call.id, removed);
  return {
    access,
    strict: {
      code: strict.code,
      running: { meetingId: strict.id, call: { id: call.id, moderation: removed } },
    },
    free: { code: free.code, running: { meetingId: free.id, call: other } },
  };
}

for (const isExclusive of [false, true]) {
  const database = isExclusive ? 'an exclusive' : 'a shared';
  test(`on ${database} database, a call of another meeting changes no decision about a join`, async (t) => {
    await startServer(t); // opens the database
    const { access, strict, free } = await meetingsOfBob(isExclusive);
    for (const running of [undefined, strict.running, free.running]) {
      const enter = (code: string) => access.enter({ code, visitor, address: '127.0.0.1', running });
      assert.equal(await enter(strict.code), 'removed');
      assert.equal(await enter(free.code), 'enter');
    }
  });
}

test('a join reads the decisions of hosts in other processes, if there can be others', async (t) => {
  await startServer(t);
  for (const [isExclusive, decision] of [
    [false, 'locked'],
    [true, 'enter'], // impossible: no other process can have locked the call
  ] as const) {
    const { access, free } = await meetingsOfBob(isExclusive);
    await calls.moderate(free.running.call.id, { ...free.running.call.moderation, isLocked: true });
    const request = { code: free.code, visitor, address: '127.0.0.1', running: free.running };
    assert.equal(await access.enter(request), decision);
  }
});
