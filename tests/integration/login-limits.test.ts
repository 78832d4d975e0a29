import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { ANN, startServer } from '../support/start-server.js';
import type { ServerOptions } from '../support/start-server.js';

/** Starts a server that takes the address of a person from `X-Forwarded-For`. */
async function start(t: TestContext, options: ServerOptions = {}) {
  const server = await startServer(t, { ...options, settings: { TRUST_PROXY: '1' } });
  const send = (path: string, address: string, form: object) =>
    server.visitor().post(path).set('X-Forwarded-For', address).type('form').send(form);
  return {
    ...server,
    register: (address: string, account = {}) =>
      send('/register', address, { ...ANN, ...account }).expect(303),
    logIn: (address: string, form = {}) => send('/login', address, { ...ANN, ...form }),
  };
}

test('one address cannot keep the owner of an account out', async (t) => {
  let now = Date.now();
  const { register, logIn } = await start(t, { now: () => now });
  await register('192.0.2.1');
  for (let i = 0; i < 120; i += 1) await logIn('198.51.100.1', { password: `wrong ${i}` });
  for (let i = 0; i < 4; i += 1) {
    now += 30_000;
    await logIn('198.51.100.1', { password: 'wrong' });
  }
  assert.equal((await logIn('203.0.113.1')).status, 303);
});

test('many addresses keep nobody out who has logged in from their network before', async (t) => {
  const { register, logIn } = await start(t);
  await register('192.0.2.1');
  for (let i = 0; i < 120; i += 1) await logIn(`198.51.100.${i}`, { password: 'wrong' });
  assert.equal((await logIn('203.0.113.1')).status, 429, 'another network has to wait');
  assert.equal((await logIn('192.0.2.1')).status, 303, 'the account was created here');
});

test('too many logins at once get a page that asks to try again, and do not count as attempts', async (t) => {
  const { register, logIn } = await start(t, { bcryptCost: 12 });
  await register('192.0.2.1');
  const address = (i: number) => `198.51.100.${i % 8}`;
  const answers = await Promise.all(Array.from({ length: 64 }, (_, i) => logIn(address(i))));
  const refused = answers.filter(({ status }) => status === 503);
  assert.ok(refused.length > 0, answers.map(({ status }) => status).join());
  assert.ok(answers.every(({ status }) => status === 303 || status === 503));
  for (const { text } of refused) {
    assert.match(text, /<h1[^>]*>Temporarily unavailable/);
    assert.match(text, /Try again in a few seconds/);
  }
  for (let i = 0; i < 5; i += 1) assert.equal((await logIn(address(i))).status, 303);
});

test('the login reads the form alone, not the address', async (t) => {
  const { register, visitor } = await start(t);
  await register('192.0.2.1');
  const query = { username: ANN.username, password: ANN.password };
  const post = (form: object) => visitor().post('/login').query(query).type('form').send(form);
  assert.equal((await post({})).status, 401);
  assert.equal((await post({ username: 'ann' })).status, 401);
  assert.equal((await post({ username: 'ann', password: 'wrong horse' })).status, 401);
  const bodyless = await visitor().post('/login').query(query);
  assert.equal(bodyless.status, 401);
  assert.equal(bodyless.headers['set-cookie'], undefined);
});
