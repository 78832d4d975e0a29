import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import mongoose from 'mongoose';
import { callApi, codeOf, tokenFor } from '../support/api-client.js';
import { logIn } from '../support/register.js';
import { ANN, startServer } from '../support/start-server.js';
import type { ServerOptions } from '../support/start-server.js';

const DAY_MS = 24 * 60 * 60 * 1_000;
const BODY = { name: 'Backup', scopes: ['read'], expiresInDays: 90, password: ANN.password };

async function start(t: TestContext, options?: ServerOptions) {
  const server = await startServer(t, options);
  await server.member();
  const login = await tokenFor(server.url);
  const create = (changes: object = {}, token = login) =>
    callApi(server.url, 'post', '/tokens', { token, body: { ...BODY, ...changes } });
  const list = async (token = login) =>
    (await callApi(server.url, 'get', '/tokens', { token })).body['tokens'] as Record<string, unknown>[];
  return { ...server, login, create, list };
}

function storedTokens() {
  return mongoose.connection.collection('apitokens').find({ isLogin: false }).toArray();
}

test('a program with the token of a login creates, lists and revokes tokens', async (t) => {
  let now = Date.now();
  const { url, login, create, list, lines } = await start(t, { now: () => now });
  now += 1_000;
  const created = await create({ name: '  Nightly  backup', scopes: ['write', 'read'] });
  assert.equal(created.status, 201);
  const { token, ...rest } = created.body as { token: string; id: string };
  assert.deepEqual(rest, {
    id: rest.id,
    name: 'Nightly backup',
    scopes: ['read', 'write'],
    isLogin: false,
    createdAt: new Date(now).toISOString(),
    lastUsedAt: null,
    expiresAt: new Date(now + 90 * DAY_MS).toISOString(),
  });
  const listed = await list(token);
  assert.deepEqual(
    listed.map(({ name, isLogin }) => [name, isLogin]),
    [
      ['Nightly backup', false],
      ['Login', true],
    ],
  );
  assert.equal(listed[0]?.['lastUsedAt'], new Date(now).toISOString());
  assert.doesNotMatch(JSON.stringify(listed), /parley_|hash/);
  const revoked = await callApi(url, 'delete', `/tokens/${rest.id}`, { token: login });
  assert.equal(revoked.status, 204);
  assert.equal((await callApi(url, 'get', '/me', { token })).status, 401);
  for (const what of ['created', 'revoked'])
    assert.ok(lines.some((line) => line.includes(` info ${what} a token user=`)));
  for (const secret of [token, 'Nightly', ANN.password])
    assert.ok(!lines.some((line) => line.includes(secret)));
});

test('a created token lives exactly as long as it was asked to, at most a year', async (t) => {
  let now = Date.now();
  const { url, create } = await start(t, { now: () => now });
  const year = String((await create({ expiresInDays: 365 })).body['token']);
  const day = String((await create({ expiresInDays: 1 })).body['token']);
  const statusOf = async (token: string) => (await callApi(url, 'get', '/me', { token })).status;
  now += DAY_MS - 1;
  assert.deepEqual([await statusOf(day), await statusOf(year)], [200, 200]);
  now += 1;
  assert.deepEqual([await statusOf(day), await statusOf(year)], [401, 200]);
  now += 364 * DAY_MS;
  assert.equal(await statusOf(year), 401);
});

test('a created token cannot create another one, whatever its scopes and its name', async (t) => {
  const { create } = await start(t);
  const name = 'Login';
  const full = String((await create({ name, scopes: ['read', 'write'] })).body['token']);
  const refused = await create({}, full);
  assert.deepEqual([refused.status, codeOf(refused)], [403, 'login-required']);
  const reader = String((await create()).body['token']);
  const readOnly = await create({}, reader);
  assert.deepEqual([readOnly.status, codeOf(readOnly)], [403, 'missing-scope']);
  assert.equal((await storedTokens()).length, 2);
});

test('later logins end no created token, also not one with the name of the login tokens', async (t) => {
  let now = Date.now();
  const { url, create } = await start(t, { now: () => now });
  const token = String((await create({ name: 'Login' })).body['token']);
  for (let i = 0; i < 20; i += 1) {
    now += 1_000;
    await tokenFor(url);
  }
  assert.equal((await callApi(url, 'get', '/me', { token })).status, 200);
});

test('a session creates tokens too, but not for a page of another origin', async (t) => {
  const server = await start(t);
  const headers = { Cookie: await logIn(server, 'Ann') };
  const post = (more: object = {}) =>
    callApi(server.url, 'post', '/tokens', { headers: { ...headers, ...more }, body: BODY });
  assert.equal((await post()).status, 201);
  const foreign = await post({ Origin: 'https://evil.example' });
  assert.deepEqual([foreign.status, codeOf(foreign)], [403, 'foreign-origin']);
  const stranger = await callApi(server.url, 'post', '/tokens', { body: BODY });
  assert.deepEqual([stranger.status, codeOf(stranger)], [401, 'unauthorized']);
  assert.equal((await storedTokens()).length, 1);
});

test('a token is not created without the password, and wrong passwords count as failed logins', async (t) => {
  const { create } = await start(t);
  const missing = await create({ password: undefined });
  assert.deepEqual([missing.status, codeOf(missing)], [422, 'invalid-body']);
  for (let i = 0; i < 10; i += 1) {
    const wrong = await create({ password: 'wrong horse' });
    assert.deepEqual([wrong.status, codeOf(wrong)], [401, 'wrong-password']);
  }
  const late = await create();
  assert.deepEqual([late.status, codeOf(late)], [429, 'too-many-attempts']);
  assert.deepEqual(await storedTokens(), []);
});

test('a wrong body is refused with the name of its field, before the password is compared', async (t) => {
  const { create } = await start(t);
  const cases: [field: string, values: unknown[]][] = [
    ['name', [undefined, '', ' ', 7, 'n'.repeat(61), 'a\u202eb']],
    ['scopes', [undefined, [], ['write'], ['admin'], ['read', 'admin'], 'read', ['read', 'read', 'read']]],
    ['expiresInDays', [undefined, 0, -1, 1.5, 366, '30', null]],
  ];
  for (const [field, values] of cases) {
    for (const value of values) {
      const { status, body } = await create({ [field]: value, password: 'wrong horse' });
      assert.equal(status, 422, `${field}: ${JSON.stringify(value)}`);
      assert.match(JSON.stringify(body), new RegExp(`invalid-body.*\\b${field}\\b`));
    }
  }
  assert.equal((await create()).status, 201, 'no attempt was counted');
});

test('a user has at most fifty tokens besides those of logins', async (t) => {
  const { url, login, create, list } = await start(t);
  for (let i = 0; i < 50; i += 1) assert.equal((await create()).status, 201);
  const refused = await create();
  assert.deepEqual([refused.status, codeOf(refused)], [409, 'too-many-tokens']);
  const [newest] = await list();
  assert.equal((await list()).length, 51);
  await tokenFor(url);
  await callApi(url, 'delete', `/tokens/${String(newest?.['id'])}`, { token: login });
  assert.equal((await create()).status, 201);
});

test('expired tokens do not count towards the limit', async (t) => {
  let now = Date.now();
  const { create } = await start(t, { now: () => now });
  for (let i = 0; i < 50; i += 1) await create({ expiresInDays: 1 });
  now += DAY_MS;
  assert.equal((await create()).status, 201);
});

test('a program revokes only tokens of its user, and only with the scope write', async (t) => {
  const { url, login, create, list, member } = await start(t);
  await member({ username: 'bob' });
  const bob = await tokenFor(url, 'bob');
  const reader = String((await create()).body['token']);
  const ids = (await list()).map(({ id }) => String(id));
  const revoke = (id: string, token: string) => callApi(url, 'delete', `/tokens/${id}`, { token });
  for (const id of [...ids, 'f'.repeat(24), 'x', '%20']) {
    const unknown = await revoke(id, bob);
    assert.deepEqual([unknown.status, codeOf(unknown)], [404, 'unknown-token'], id);
  }
  const readOnly = await revoke(ids[0] ?? '', reader);
  assert.deepEqual([readOnly.status, codeOf(readOnly)], [403, 'missing-scope']);
  const stranger = await callApi(url, 'delete', `/tokens/${ids[0] ?? ''}`);
  assert.deepEqual([stranger.status, codeOf(stranger)], [401, 'unauthorized']);
  assert.equal((await list()).length, 2);
  for (const id of ids) assert.equal((await revoke(id, login)).status, 204, 'also the token itself, at last');
  assert.equal((await callApi(url, 'get', '/tokens', { token: login })).status, 401);
  assert.equal((await list(bob)).length, 1);
});
