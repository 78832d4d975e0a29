import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { LimitModel } from '../../src/models/limit.js';
import { callApi, codeOf } from '../support/api-client.js';
import { ANN, startServer } from '../support/start-server.js';
import type { ServerOptions } from '../support/start-server.js';
import { temporaryDirectory } from '../support/temporary-directory.js';

/** The time at which the clocks of these tests stand. */
const START = Date.now();

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

test('the delay doubles with each failure, and the page and its header say how long it is', async (t) => {
  let now = Date.now();
  const { register, logIn } = await start(t, { now: () => now });
  await register('192.0.2.1');
  const wrong = () => logIn('198.51.100.1', { password: 'wrong' });
  const waits: string[] = [];
  for (let i = 0; i < 10; i += 1) assert.equal((await wrong()).status, 401);
  for (let i = 0; i < 8; i += 1) {
    const refused = await wrong();
    assert.equal(refused.status, 429);
    const [text = ''] = /Try again in [^.]*\./.exec(refused.text) ?? [];
    const seconds = Number(refused.headers['retry-after']);
    waits.push(`${seconds} ${text}`);
    now += seconds * 1_000;
    assert.equal((await wrong()).status, 401, 'the delay is over');
  }
  assert.deepEqual(waits.slice(0, 4), [
    '1 Try again in 1 second.',
    '2 Try again in 2 seconds.',
    '4 Try again in 4 seconds.',
    '8 Try again in 8 seconds.',
  ]);
  assert.match(waits[6] ?? '', /^6\d Try again in [12] minutes?\.$/);
  assert.match(waits[7] ?? '', /^1\d\d Try again in [23] minutes\.$/);
  const refused = await logIn('198.51.100.1');
  assert.equal(refused.status, 429, 'the right password has to wait too');
  now += Number(refused.headers['retry-after']) * 1_000;
  assert.equal((await logIn('198.51.100.1')).status, 303);
  assert.equal((await wrong()).status, 401, 'the right password has ended the delay');
});

test('the form stays with the username and the way to the meeting when a login has to wait', async (t) => {
  const { register, logIn, visitor } = await start(t, { now: () => START });
  await register('192.0.2.1');
  for (let i = 0; i < 10; i += 1) await logIn('198.51.100.1', { password: 'wrong' });
  const { text } = await logIn('198.51.100.1', { next: '/room/abc-defg-hjk' });
  assert.match(text, /role="alert"[^]*Too many attempts\. Try again in 1 second\./);
  assert.match(text, /name="username"[^>]*value="ann"|value="ann"[^>]*name="username"/);
  assert.match(text, /name="next" value="\/room\/abc-defg-hjk"/);
  assert.doesNotMatch(text, new RegExp(ANN.password));
  const french = await visitor()
    .post('/login')
    .set('X-Forwarded-For', '198.51.100.1')
    .set('Accept-Language', 'fr')
    .type('form')
    .send(ANN);
  assert.match(french.text, /Trop de tentatives\. Réessayez dans 1 seconde\./);
});

test('the API refuses with the same wait', async (t) => {
  const { url, register, logIn } = await start(t, { now: () => START });
  await register('192.0.2.1');
  const headers = { 'X-Forwarded-For': '198.51.100.1' };
  for (let i = 0; i < 10; i += 1) await logIn('198.51.100.1', { password: 'wrong' });
  const refused = await callApi(url, 'post', '/login', {
    headers,
    body: { username: 'ann', password: ANN.password },
  });
  assert.deepEqual([refused.status, codeOf(refused)], [429, 'too-many-attempts']);
  assert.equal(refused.headers['retry-after'], '1');
  assert.match(JSON.stringify(refused.body), /Try again in 1 second\./);
});

test('an unknown username gets the same answers as a known one', async (t) => {
  let now = START;
  const { register, logIn } = await start(t, { now: () => now });
  await register('192.0.2.1');
  const answersFor = async (username: string) => {
    now = START;
    const answers: unknown[] = [];
    const note = async (address: string) => {
      const { status, text, headers } = await logIn(address, { username, password: 'wrong horse' });
      const page = text.replaceAll(username, 'NAME').replace(/nonce="[^"]*"|nonce-[\w+/=]+/g, '');
      answers.push({ status, page, retryAfter: headers['retry-after'] });
    };
    for (let i = 0; i < 13; i += 1) await note('198.51.100.1');
    for (let i = 0; i < 3; i += 1) {
      now += 4_000;
      await note('198.51.100.1');
      await note('198.51.100.1');
    }
    for (let i = 0; i < 90; i += 1) await note(`203.0.113.${i}`);
    return answers;
  };
  const known = await answersFor('ann');
  await LimitModel.deleteMany({});
  assert.deepEqual(await answersFor('bob'), known);
  for (const wait of ['1', '2', '4'])
    assert.ok(JSON.stringify(known).includes(`"retryAfter":"${wait}"`), wait);
});

test('the delay and the known networks survive a restart', async (t) => {
  if (process.env['TEST_MONGODB_URI']) return; // each start creates a new database there
  const options = { dataDir: await temporaryDirectory(t), now: () => START };
  const first = await start(t, options);
  await first.register('192.0.2.1');
  for (let i = 0; i < 100; i += 1) await first.logIn(`198.51.100.${i >> 3}`, { password: 'wrong' });
  await first.close();
  const second = await start(t, options);
  const refused = await second.logIn('203.0.113.1');
  assert.deepEqual([refused.status, refused.headers['retry-after']], [429, '1']);
  assert.equal((await second.logIn('192.0.2.1')).status, 303, 'the account was created here');
});

test('logins stay limited while the database cannot store the limits', async (t) => {
  const { register, logIn, lines } = await start(t, { now: () => START });
  await register('192.0.2.1');
  t.mock.method(LimitModel, 'bulkWrite', () => Promise.reject(new Error('the disk is full')));
  for (let i = 0; i < 10; i += 1)
    assert.equal((await logIn('198.51.100.1', { password: 'wrong' })).status, 401);
  assert.equal((await logIn('198.51.100.1')).status, 429);
  assert.equal((await logIn('203.0.113.1')).status, 303);
  const reports = lines.filter((line) => /error the limits cannot use the database/.test(line));
  assert.equal(reports.length, 1);
});

test('too many registrations from one network have to wait', async (t) => {
  const { register, visitor } = await start(t, { now: () => START });
  for (let i = 0; i < 100; i += 1) await register('192.0.2.1', { username: `ann${i}` });
  const refused = await visitor()
    .post('/register')
    .set('X-Forwarded-For', '192.0.2.1')
    .type('form')
    .send({ ...ANN, username: 'bob' });
  assert.deepEqual([refused.status, refused.headers['retry-after']], [429, '1']);
  assert.match(refused.text, /Too many attempts\. Try again in 1 second\./);
  await register('192.0.2.2', { username: 'bob' });
});

test('many addresses keep nobody out who has logged in from their network before', async (t) => {
  const { register, logIn } = await start(t, { now: () => START });
  await register('192.0.2.1');
  for (let i = 0; i < 120; i += 1) await logIn(`198.51.100.${i}`, { password: 'wrong' });
  assert.equal((await logIn('203.0.113.1')).status, 429, 'another network has to wait');
  assert.equal((await logIn('192.0.2.1')).status, 303, 'the account was created here');
});

test('too many logins at once get a page that asks to try again, and do not count as attempts', async (t) => {
  const { register, logIn } = await start(t, { bcryptCost: 12 });
  await register('192.0.2.1');
  await LimitModel.deleteMany({}); // the registration
  const address = (i: number) => `198.51.100.${i % 8}`;
  const answers = await Promise.all(Array.from({ length: 64 }, (_, i) => logIn(address(i))));
  const refused = answers.filter(({ status }) => status === 503);
  assert.ok(refused.length > 0, answers.map(({ status }) => status).join());
  assert.ok(answers.every(({ status }) => status === 303 || status === 503));
  for (const { text } of refused) {
    assert.match(text, /<h1[^>]*>Temporarily unavailable/);
    assert.match(text, /Try again in a few seconds/);
  }
  const levels = (await LimitModel.find().lean()).map(({ level }) => level);
  assert.ok(
    levels.every((level) => level < 1),
    levels.join(),
  );
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
