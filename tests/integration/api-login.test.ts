import assert from 'node:assert/strict';
import { test } from 'node:test';
import mongoose from 'mongoose';
import { callApi, codeOf, tokenFor } from '../support/api-client.js';
import { ANN, startServer } from '../support/start-server.js';

const DAY_MS = 24 * 60 * 60 * 1_000;
const RIGHT = { username: ANN.username, password: ANN.password };
const WRONG = { ...RIGHT, password: 'wrong horse battery' };

async function cookieOf(visitor: Awaited<ReturnType<typeof startServer>>['visitor'], username = 'ann') {
  const { headers } = await visitor()
    .post('/login')
    .type('form')
    .send({ ...RIGHT, username });
  return String((headers['set-cookie'] as unknown as string[])[0]).split(';')[0] ?? '';
}

test('a program logs in, uses its token for 30 days and no longer', async (t) => {
  let now = Date.now();
  const { url, member, lines } = await startServer(t, { now: () => now });
  await member();
  const login = await callApi(url, 'post', '/login', { body: RIGHT });
  assert.equal(login.status, 200);
  assert.equal(login.headers['set-cookie'], undefined);
  assert.equal(login.body['expiresAt'], new Date(now + 30 * DAY_MS).toISOString());
  const token = String(login.body['token']);
  assert.match(token, /^parley_[\w-]{43}$/);
  const me = await callApi(url, 'get', '/me', { token });
  assert.deepEqual([me.body['username'], me.body['name']], ['ann', 'Ann']);
  assert.ok(lines.some((line) => /logged in user=\w+ method=password address=127\.0\.0\.1/.test(line)));
  now += 30 * DAY_MS;
  const late = await callApi(url, 'get', '/me', { token });
  assert.deepEqual([late.status, codeOf(late)], [401, 'invalid-token']);
  assert.equal(late.headers['www-authenticate'], 'Bearer');
});

test('the database holds only the hash of a token', async (t) => {
  const { url, member } = await startServer(t);
  await member();
  const token = await tokenFor(url);
  const [stored] = await mongoose.connection.collection('apitokens').find({}).toArray();
  assert.ok(stored);
  assert.equal(JSON.stringify(stored).includes(token.slice(7)), false);
  assert.deepEqual(stored['scopes'], ['read', 'write']);
  assert.equal(stored['lastUsedAt'], null);
  await callApi(url, 'get', '/me', { token });
  const [used] = await mongoose.connection.collection('apitokens').find({}).toArray();
  assert.ok(used?.['lastUsedAt'] instanceof Date);
});

test('a logout revokes the token that it uses and no other', async (t) => {
  const { url, member } = await startServer(t);
  await member();
  const [first, second] = [await tokenFor(url), await tokenFor(url)];
  assert.equal((await callApi(url, 'post', '/logout', { token: first })).status, 204);
  assert.equal((await callApi(url, 'get', '/me', { token: first })).status, 401);
  assert.equal((await callApi(url, 'get', '/me', { token: second })).status, 200);
});

test('a logout with a cookie ends the session', async (t) => {
  const { url, member, visitor } = await startServer(t);
  await member();
  const headers = { Cookie: await cookieOf(visitor) };
  assert.equal((await callApi(url, 'get', '/me', { headers })).status, 200);
  assert.equal((await callApi(url, 'post', '/logout', { headers })).status, 204);
  assert.equal((await callApi(url, 'get', '/me', { headers })).status, 401);
});

test('a user has at most twenty login tokens; the oldest one ends', async (t) => {
  let now = Date.now();
  const { url, member } = await startServer(t, { now: () => now });
  await member();
  const tokens: string[] = [];
  for (let i = 0; i < 21; i += 1) {
    now += 1_000;
    tokens.push(await tokenFor(url));
  }
  const [oldest = '', next = ''] = tokens;
  assert.equal((await callApi(url, 'get', '/me', { token: oldest })).status, 401);
  assert.equal((await callApi(url, 'get', '/me', { token: next })).status, 200);
});

test('a token without the scope write reads and changes nothing', async (t) => {
  const { url, member } = await startServer(t);
  await member();
  const token = await tokenFor(url);
  await mongoose.connection.collection('apitokens').updateOne({}, { $set: { scopes: ['read'] } });
  assert.equal((await callApi(url, 'get', '/meetings', { token })).status, 200);
  const refused = await callApi(url, 'post', '/meetings', { token, body: {} });
  assert.deepEqual([refused.status, codeOf(refused)], [403, 'missing-scope']);
  assert.equal((await callApi(url, 'post', '/logout', { token })).status, 204);
});

test('a token counts alone: not the cookie of another user, and never the cookie if the token is wrong', async (t) => {
  const { url, member, visitor } = await startServer(t);
  await member();
  await member({ username: 'bob', name: 'Bob' });
  const headers = { Cookie: await cookieOf(visitor, 'bob') };
  const token = await tokenFor(url);
  assert.equal((await callApi(url, 'get', '/me', { token, headers })).body['username'], 'ann');
  for (const wrong of ['parley_unknown', '', 'a b']) {
    assert.equal((await callApi(url, 'get', '/me', { token: wrong, headers })).status, 401, wrong);
  }
  assert.equal((await callApi(url, 'get', '/me', { headers })).body['username'], 'bob');
  const basic = { ...headers, Authorization: 'Basic Ym9iOmJvYg==' };
  assert.equal((await callApi(url, 'get', '/me', { headers: basic })).body['username'], 'bob');
});

test('a foreign page changes nothing with a cookie, and a token does not need the origin', async (t) => {
  const { url, member, visitor } = await startServer(t);
  await member();
  const Origin = 'https://evil.example';
  const headers = { Cookie: await cookieOf(visitor), Origin };
  const refused = await callApi(url, 'post', '/meetings', { headers, body: {} });
  assert.deepEqual([refused.status, codeOf(refused)], [403, 'foreign-origin']);
  const login = await callApi(url, 'post', '/login', { headers: { Origin }, body: RIGHT });
  assert.deepEqual([login.status, codeOf(login)], [403, 'foreign-origin']);
  const token = await tokenFor(url);
  const made = await callApi(url, 'post', '/meetings', { token, headers: { Origin }, body: {} });
  assert.equal(made.status, 201);
  assert.equal(made.headers['access-control-allow-origin'], undefined);
});

test('the API and the login page share the limit of login attempts', async (t) => {
  const now = Date.now();
  const { url, member, visitor, lines } = await startServer(t, { now: () => now });
  await member();
  for (let i = 0; i < 10; i += 1) {
    const wrong = await callApi(url, 'post', '/login', { body: WRONG });
    assert.deepEqual([wrong.status, codeOf(wrong)], [401, 'wrong-password']);
  }
  const refused = await callApi(url, 'post', '/login', { body: RIGHT });
  assert.deepEqual([refused.status, codeOf(refused)], [429, 'too-many-attempts']);
  await visitor().post('/login').type('form').send(RIGHT).expect(429);
  assert.ok(lines.some((line) => /login refused reason=wrong-password address=127\.0\.0\.1/.test(line)));
});

test('every refusal of a malformed request has a stable code', async (t) => {
  const { url, member, visitor } = await startServer(t);
  await member();
  const token = await tokenFor(url);
  for (const body of [{}, { username: 'ann' }, { username: 7, password: [] }, []]) {
    const answer = await callApi(url, 'post', '/login', { body });
    assert.deepEqual([answer.status, codeOf(answer)], [422, 'invalid-body'], JSON.stringify(body));
  }
  const json = (text: string) =>
    visitor().post('/api/v1/login').set('Content-Type', 'application/json').send(text);
  const broken = await json('{"username":').expect(400);
  assert.equal((broken.body as { error: { code: string } }).error.code, 'invalid-json');
  const long = await json(JSON.stringify({ username: 'a'.repeat(20_000) })).expect(413);
  assert.equal((long.body as { error: { code: string } }).error.code, 'too-large');
  const query = await callApi(url, 'get', '/history?before=yesterday', { token });
  assert.deepEqual([query.status, codeOf(query)], [400, 'invalid-query']);
});

test('below /api every answer is JSON, also for unknown and undecodable addresses', async (t) => {
  const { visitor } = await startServer(t);
  for (const [path, status] of [
    ['/api', 404],
    ['/api/', 404],
    ['/api/v1/nothing', 404],
    ['/api/v1/meetings/%E0', 400],
    ['/api/v1/me', 401],
  ] as const) {
    const answer = await visitor().get(path);
    assert.equal(answer.status, status, path);
    assert.match(String(answer.headers['content-type']), /^application\/json/, path);
    assert.equal(answer.headers['cache-control'], 'no-store', path);
  }
  await visitor().put('/api/v1/me').expect(404).expect('Content-Type', /json/);
});

test('while the database is away, the API answers 503 in JSON', async (t) => {
  const { url, member } = await startServer(t);
  await member();
  const token = await tokenFor(url);
  t.mock.method(mongoose.models['ApiToken']!, 'findOne', () => {
    throw Object.assign(new Error('gone'), { name: 'MongoNetworkError' });
  });
  const answer = await callApi(url, 'get', '/me', { token });
  assert.deepEqual([answer.status, codeOf(answer)], [503, 'unavailable']);
});

test('pages of the origins in CORS_ORIGINS may use the API, and no others', async (t) => {
  const settings = { CORS_ORIGINS: 'https://one.example,https://two.example' };
  const { url, member } = await startServer(t, { settings });
  await member();
  const preflight = (Origin: string) =>
    callApi(url, 'options', '/meetings', {
      headers: { Origin, 'Access-Control-Request-Method': 'PATCH' },
    });
  for (const origin of ['https://one.example', 'https://two.example']) {
    const { status, headers } = await preflight(origin);
    assert.equal(status, 204);
    assert.equal(headers['access-control-allow-origin'], origin);
    assert.equal(headers['access-control-allow-credentials'], 'true');
    assert.match(headers['access-control-allow-methods'] ?? '', /PATCH, DELETE/);
    assert.equal(headers['access-control-allow-headers'], 'Authorization, Content-Type');
    assert.match(headers['vary'] ?? '', /\bOrigin\b/);
    const login = await callApi(url, 'post', '/login', { headers: { Origin: origin }, body: RIGHT });
    assert.deepEqual([login.status, login.headers['access-control-allow-origin']], [200, origin]);
  }
  const foreign = await preflight('https://evil.example');
  assert.equal(foreign.status, 403);
  const read = await callApi(url, 'get', '/me', { headers: { Origin: 'https://evil.example' } });
  for (const { headers } of [foreign, read]) {
    assert.equal(headers['access-control-allow-origin'], undefined);
    assert.equal(headers['access-control-allow-credentials'], undefined);
    assert.match(headers['vary'] ?? '', /\bOrigin\b/);
  }
});
