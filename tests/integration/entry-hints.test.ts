import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createCalls } from '../../src/services/calls.js';
import { createInvitations } from '../../src/services/invitations.js';
import { createMeetingAccess } from '../../src/services/meeting-access.js';
import { createMeetings } from '../../src/services/meetings.js';
import { startServer } from '../support/start-server.js';
import { user } from '../support/start-realtime.js';

test('a guess about the meeting that is wrong changes no decision about a join', async (t) => {
  await startServer(t); // opens the database
  const [meetings, calls] = [createMeetings(), createCalls()];
  const access = createMeetingAccess({
    meetings,
    invitations: createInvitations(),
    passcodes: { hash: () => Promise.reject(new Error('unused')), matches: () => Promise.resolve(false) },
    passcodeAttempts: { begin: () => Promise.reject(new Error('unused')) },
    now: Date.now,
  });
  const [host, bob] = [user('Host'), user('Bob')];
  const [strict, free] = [await meetings.create(host.id), await meetings.create(host.id)];
  for (const { id } of [strict, free]) await calls.join(id, host.id);
  const call = await calls.join(strict.id, bob.id);
  await calls.moderate(call.id, { ...call.moderation, removed: [bob.id] });
  const enter = (code: string, likelyMeetingId?: string) =>
    access.enter({ code, visitor: { id: bob.id, username: 'bob' }, address: '127.0.0.1', likelyMeetingId });

  for (const guess of [undefined, strict.id, free.id]) {
    assert.equal(await enter(strict.code, guess), 'removed');
    assert.equal(await enter(free.code, guess), 'enter');
  }
});
