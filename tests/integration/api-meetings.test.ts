import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import mongoose from 'mongoose';
import { createCalls } from '../../src/services/calls.js';
import { createMeetings } from '../../src/services/meetings.js';
import { callApi, codeOf, PATHS, tokenFor } from '../support/api-client.js';
import type { Method } from '../support/api-client.js';
import { startServer } from '../support/start-server.js';

async function start(t: TestContext) {
  const server = await startServer(t);
  async function program(username: string) {
    await server.member({ username });
    const token = await tokenFor(server.url, username);
    return (method: Method, path: string, body?: object) =>
      callApi(server.url, method, path, { token, ...(body && { body }) });
  }
  return { ...server, host: await program('ann'), other: await program('bob') };
}

test('a meeting is created, read by everyone who knows its code, and changed by its host only', async (t) => {
  const { host, other } = await start(t);
  const made = await host('post', '/meetings', { title: '  Weekly   review ' });
  assert.equal(made.status, 201);
  const code = String(made.body['code']);
  assert.match(code, /^[a-z]{3}-[a-z]{4}-[a-z]{3}$/);
  const settings = { access: 'open', hasPasscode: false, locked: false, allowGuests: false, invited: [] };
  assert.deepEqual(made.body, { code, title: 'Weekly review', isHost: true, settings });
  const read = await other('get', `/meetings/${code.replaceAll('-', '').toUpperCase()}`);
  assert.deepEqual(read.body, { code, title: 'Weekly review', isHost: false, settings: null });
  assert.deepEqual((await other('get', '/meetings')).body, { meetings: [] });
  for (const refused of [
    await other('patch', `/meetings/${code}`, { title: 'Mine' }),
    await other('delete', `/meetings/${code}`),
  ]) {
    assert.deepEqual([refused.status, codeOf(refused)], [403, 'host-only']);
  }
  const changed = await host('patch', `/meetings/${code}`, { title: 'Review' });
  assert.equal(changed.body['title'], 'Review');
  assert.deepEqual((await host('get', '/meetings')).body, {
    meetings: [{ code, title: 'Review', isHost: true, settings: null }],
  });
});

test('without a title the code is the title, and an unsuitable title is refused', async (t) => {
  const { host } = await start(t);
  const { body } = await host('post', '/meetings', {});
  assert.equal(body['title'], body['code']);
  for (const title of ['', '   ', 'x'.repeat(101), 'x'.repeat(10_000), 'a\u202eb', 7, null]) {
    const refused = await host('post', '/meetings', { title });
    assert.deepEqual([refused.status, codeOf(refused)], [422, 'invalid-body'], String(title));
  }
  assert.equal((await host('patch', `/meetings/${String(body['code'])}`, {})).status, 422);
});

test('an unknown meeting is not found', async (t) => {
  const { host } = await start(t);
  for (const code of ['zzz-zzzz-zzz', '---', '%20']) {
    for (const [method, body] of [['get'], ['patch', { title: 'x' }], ['delete']] as const) {
      const refused = await host(method, `/meetings/${code}`, body);
      assert.deepEqual([refused.status, codeOf(refused)], [404, 'unknown-meeting'], `${method} ${code}`);
    }
  }
});

test('a deleted meeting takes its calls, messages and history entries with it', async (t) => {
  const { host, other } = await start(t);
  const code = String((await host('post', '/meetings', {})).body['code']);
  await other('post', '/history', { code });
  assert.equal(((await other('get', '/history')).body['entries'] as unknown[]).length, 1);
  assert.equal((await host('delete', `/meetings/${code}`)).status, 204);
  assert.equal((await host('get', `/meetings/${code}`)).status, 404);
  assert.deepEqual((await other('get', '/history')).body['entries'], []);
  for (const name of ['calls', 'attendances', 'messages'])
    assert.equal(await mongoose.connection.collection(name).countDocuments({}), 0, name);
});

test('a meeting with people in it stays', async (t) => {
  const { host } = await start(t);
  const code = String((await host('post', '/meetings', {})).body['code']);
  const meeting = await createMeetings().find(code);
  await createCalls().join(meeting?.id ?? '', meeting?.hostId ?? '');
  const refused = await host('delete', `/meetings/${code}`);
  assert.deepEqual([refused.status, codeOf(refused)], [409, 'call-running']);
  assert.equal((await host('get', `/meetings/${code}`)).status, 200);
});

test('new meetings are limited, however a program makes them', async (t) => {
  const { host } = await start(t);
  for (let i = 0; i < 100; i += 1)
    assert.equal((await host('post', '/meetings', {})).status, 201, `meeting ${i}`);
  const refused = [await host('post', '/meetings', {}), await host('post', '/history', { code: 'another' })];
  for (const answer of refused) assert.deepEqual([answer.status, codeOf(answer)], [429, 'too-many-meetings']);
});

test('the server has every operation of its OpenAPI document, and strangers need a login', async (t) => {
  const { url } = await startServer(t);
  const { status, body } = await callApi(url, 'get', '/openapi.json');
  assert.equal(status, 200);
  assert.equal(body['openapi'], '3.1.0');
  assert.deepEqual(body['paths'], JSON.parse(JSON.stringify(PATHS)));
  for (const [path, operations] of Object.entries(PATHS)) {
    for (const [method, operation] of Object.entries(operations)) {
      const isPublic = (operation as unknown as { security: unknown[] }).security.length === 0;
      const address = path.replace('/api/v1', '').replace(/\{\w+\}/g, 'abc-defg-hjk');
      const answer = await callApi(url, method as Method, address, method === 'get' ? {} : { body: {} });
      assert.equal(isPublic ? answer.status !== 404 : answer.status === 401, true, `${method} ${path}`);
    }
  }
});
