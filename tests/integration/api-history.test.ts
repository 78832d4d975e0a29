import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { createCalls } from '../../src/services/calls.js';
import { createMeetings } from '../../src/services/meetings.js';
import { callApi, codeOf, tokenFor } from '../support/api-client.js';
import type { ApiRequest, Method } from '../support/api-client.js';
import { startServer } from '../support/start-server.js';

const CODE = 'abc-defg-hjk';

interface Entry {
  callId: string;
  code: string;
  joinedAt: string;
  durationSeconds: number | null;
  people: string[];
}

async function start(t: TestContext) {
  const server = await startServer(t);
  async function program(username: string, name: string) {
    await server.member({ username, name });
    const token = await tokenFor(server.url, username);
    const call = (method: Method, path: string, body?: object) => {
      const request: ApiRequest = { token, ...(body && { body }) };
      return callApi(server.url, method, path, request);
    };
    const id = String((await call('get', '/me')).body['id']);
    const history = async (query = '') => {
      const { body } = await call('get', `/history${query}`);
      return body as unknown as { entries: Entry[]; older: string | null };
    };
    return { id, call, history };
  }
  return { ...server, ann: await program('ann', 'Ann'), bob: await program('bob', 'Bob') };
}

/** Records a call of one minute between these users. */
async function meet(...userIds: string[]): Promise<{ callId: string }> {
  const clock = { at: Date.now() - 60_000 };
  const calls = createCalls(() => clock.at);
  const meeting = await createMeetings().findOrCreate(CODE, userIds[0] ?? '');
  let callId = '';
  for (const userId of userIds) callId = (await calls.join(meeting.id, userId)).id;
  clock.at += 60_000;
  for (const userId of userIds) await calls.leave(callId, userId, new Date(clock.at));
  await calls.end(callId, new Date(clock.at));
  return { callId };
}

test('the history lists calls with their people and their duration', async (t) => {
  const { ann, bob } = await start(t);
  const { callId } = await meet(ann.id, bob.id);
  const { entries, older } = await bob.history();
  assert.equal(older, null);
  assert.equal(entries.length, 1);
  assert.deepEqual(
    [entries[0]?.callId, entries[0]?.code, entries[0]?.durationSeconds, entries[0]?.people],
    [callId, CODE, 60, ['Ann', 'Bob']],
  );
});

test('a noted meeting is in the history of its user only, in a call of no duration', async (t) => {
  const { ann, bob } = await start(t);
  await meet(ann.id, bob.id);
  const noted = await bob.call('post', '/history', { code: 'ABC DEFG HJK' });
  assert.equal(noted.status, 201);
  assert.deepEqual(
    [noted.body['code'], noted.body['durationSeconds'], noted.body['people']],
    [CODE, 0, ['Bob']],
  );
  const { entries } = await bob.history();
  assert.equal(entries[0]?.callId, noted.body['callId']);
  assert.equal(entries.length, 2);
  assert.equal((await ann.history()).entries.length, 1);
  const again = await bob.call('post', '/history', { code: CODE });
  assert.notEqual(again.body['callId'], noted.body['callId']);
});

test('noting an unknown code creates the meeting, and an invalid code creates nothing', async (t) => {
  const { ann } = await start(t);
  assert.equal((await ann.call('post', '/history', { code: 'team-meeting' })).status, 201);
  const { body } = await ann.call('get', '/meetings/team-meeting');
  assert.deepEqual([body['code'], body['title'], body['isHost']], ['team-meeting', 'team-meeting', true]);
  const invalid = await ann.call('post', '/history', { code: '?' });
  assert.deepEqual([invalid.status, codeOf(invalid)], [422, 'invalid-body']);
});

test('a page of the history has 50 entries and names the way to the next', async (t) => {
  const { ann } = await start(t);
  const meeting = await createMeetings().findOrCreate(CODE, ann.id);
  const start0 = Date.now() - 100_000;
  for (let i = 0; i < 51; i += 1) await createCalls(() => start0 + i * 1_000).note(meeting.id, ann.id);
  const first = await ann.history();
  assert.equal(first.entries.length, 50);
  assert.equal(first.older, first.entries.at(-1)?.joinedAt);
  const second = await ann.history(`?before=${encodeURIComponent(first.older)}`);
  assert.deepEqual([second.entries.length, second.older], [1, null]);
});

test('a deleted entry is gone from the own history, and stays in the histories of the others', async (t) => {
  const { ann, bob } = await start(t);
  const { callId } = await meet(ann.id, bob.id);
  assert.equal((await bob.call('delete', `/history/${callId}`)).status, 204);
  assert.deepEqual((await bob.history()).entries, []);
  assert.deepEqual((await bob.call('get', '/meetings')).body, { meetings: [] });
  assert.deepEqual((await ann.history()).entries[0]?.people, ['Ann', 'Bob']);
  assert.equal((await bob.call('delete', `/history/${callId}`)).status, 404);
});

test('nobody can delete an entry of another person, of an unknown call or of a running call', async (t) => {
  const { ann, bob } = await start(t);
  const { callId } = await meet(ann.id);
  for (const id of [callId, 'f'.repeat(24), 'nonsense', '%00']) {
    const refused = await bob.call('delete', `/history/${id}`);
    assert.deepEqual([refused.status, codeOf(refused)], [404, 'unknown-entry'], id);
  }
  assert.equal((await ann.history()).entries.length, 1);
  const calls = createCalls();
  const meeting = await createMeetings().findOrCreate(CODE, ann.id);
  const running = await calls.join(meeting.id, ann.id);
  const refused = await ann.call('delete', `/history/${running.id}`);
  assert.deepEqual([refused.status, codeOf(refused)], [409, 'call-running']);
});

test('a person who returns to a call has its entry in the history again', async (t) => {
  const { ann } = await start(t);
  const calls = createCalls();
  const meeting = await createMeetings().findOrCreate(CODE, ann.id);
  const { id } = await calls.join(meeting.id, ann.id);
  await calls.leave(id, ann.id, new Date());
  assert.equal((await ann.call('delete', `/history/${id}`)).status, 204);
  assert.equal((await ann.history()).entries.length, 0);
  await calls.attend(id, meeting.id, ann.id);
  assert.equal((await ann.history()).entries.length, 1);
});
