import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import mongoose from 'mongoose';
import type { Response } from 'supertest';
import { callApi, codeOf } from '../support/api-client.js';
import { cookieIn, PasskeyBrowser, startWithPasskey } from '../support/passkey-person.js';
import { ANN } from '../support/start-server.js';
import type { ServerOptions } from '../support/start-server.js';
import { TestPage } from '../support/test-page.js';

const MINUTE_MS = 60_000;
const SECOND_STEP = '/login/second-factor';
const PENDING = 'parley.second-factor';

/** Starts a server where Ann's account asks for a second factor. */
async function start(t: TestContext, options: ServerOptions = {}) {
  const started = await startWithPasskey(t, options);
  const answer = await started.ann.post('/account/second-factor', { secondFactor: 'on' });
  assert.equal(answer.headers['location'], '/account?second-factor-on#passkeys');
  return started;
}

function locationOf({ headers }: Response): string | undefined {
  return headers['location'];
}

/** The reasons of refused second factors, in order. */
function reasons(lines: readonly string[]): string[] {
  return lines.flatMap(
    (line) => /second factor refused user=\w+ reason=(\S+) address=/.exec(line)?.[1] ?? [],
  );
}

test('after the right password, an account with a second factor is not logged in anywhere', async (t) => {
  const { server, another } = await start(t);
  const browser = another();
  const answer = await browser.post('/login', { ...ANN, next: '/room/abc-defg-hjk' });
  assert.equal(locationOf(answer), `${SECOND_STEP}?next=%2Froom%2Fabc-defg-hjk`);
  assert.equal(cookieIn(answer, 'parley.sid'), null);
  const cookie = cookieIn(answer, PENDING) ?? '';
  assert.match(cookie, /=[\w-]{43}$/);
  assert.equal((await browser.get(`${SECOND_STEP}?next=/history`)).status, 200);
  for (const path of ['/home', '/account', '/history', '/room/abc-defg-hjk'])
    assert.match(locationOf(await browser.get(path)) ?? '', /^\/login\?next=/, path);
  for (const path of ['/account/passkeys', '/account/second-factor', '/account/confirm/codes', '/meetings'])
    assert.match(locationOf(await browser.post(path)) ?? '', /^\/login\?next=/, path);
  assert.equal((await browser.get('/api/v1/me')).status, 401);
  const token = cookie.split('=')[1] ?? '';
  for (const headers of [
    { cookie },
    { cookie: `parley.sid=${token}` },
    { authorization: `Bearer ${token}` },
  ]) {
    const page = new TestPage(server.url, headers);
    await assert.rejects(page.connected());
    page.close();
  }
  assert.ok(server.lines.some((line) => /second factor asked user=\w+ address=/.test(line)));
});

test('a passkey completes the login, also one whose device has not verified the person', async (t) => {
  const { server, another } = await start(t);
  const browser = another();
  await browser.logIn();
  const options = await browser.options(`${SECOND_STEP}/options`);
  const { rpId, userVerification } = options as { rpId?: string; userVerification?: string };
  assert.deepEqual([rpId, userVerification], ['localhost', 'preferred']);
  const passkey = browser.authenticator.use(options, { isUserVerified: false, userHandle: null });
  const answer = await browser.post(SECOND_STEP, { passkey, next: '/history' });
  assert.equal(locationOf(answer), '/history');
  assert.notEqual(cookieIn(answer, 'parley.sid'), null);
  assert.equal(cookieIn(answer, PENDING), `${PENDING}=`);
  assert.ok(await browser.isLoggedIn());
  assert.ok(server.lines.some((line) => /logged in user=\w+ method=password\+passkey address=/.test(line)));
});

test('the session gets a new id with the login', async (t) => {
  const { another } = await start(t);
  const browser = another();
  await browser.logIn();
  const first = cookieIn(await browser.usePasskey(SECOND_STEP), 'parley.sid');
  await browser.logIn();
  const second = cookieIn(await browser.usePasskey(SECOND_STEP), 'parley.sid');
  assert.ok(first && second && first !== second);
});

test('a passkey of another person, a forged one and junk do not complete the login', async (t) => {
  const { server, another } = await start(t);
  const browser = another();
  await browser.logIn();
  for (const deviations of [{ isForged: true }, { origin: 'https://evil.example' }]) {
    const { status, text } = await browser.usePasskey(SECOND_STEP, deviations);
    assert.equal(status, 401);
    assert.match(text, /Parley doesn’t accept this passkey\./);
  }
  const late = await browser.post(SECOND_STEP, { passkey: '{}' });
  assert.match(late.text, /That took too long\. Try again\./);
  const eve = new PasskeyBrowser(server);
  await eve.register({ username: 'eve' });
  await eve.addFirstPasskey();
  const passkey = eve.authenticator.use(await browser.options(`${SECOND_STEP}/options`));
  assert.equal((await browser.post(SECOND_STEP, { passkey })).status, 401);
  assert.ok(!(await browser.isLoggedIn()));
  assert.deepEqual(reasons(server.lines), [
    'not-verified',
    'foreign-origin',
    'no-challenge',
    'unknown-passkey',
  ]);
  assert.equal((await browser.usePasskey(SECOND_STEP)).status, 303);
});

test('the second step ends five minutes after the password, and the login page says so', async (t) => {
  let now = Date.now();
  const { codes, another } = await start(t, { now: () => now });
  const browser = another();
  await browser.logIn();
  now += 5 * MINUTE_MS;
  assert.equal(locationOf(await browser.get(SECOND_STEP)), '/login');
  const { status, text } = await browser.post(SECOND_STEP, { recoveryCode: codes[0] });
  assert.equal(status, 401);
  assert.match(text, /Your login took too long\. Log in again\./);
  assert.equal((await browser.post(`${SECOND_STEP}/options`)).status, 401);
  await browser.logIn();
  assert.equal((await browser.post(SECOND_STEP, { recoveryCode: codes[0] })).status, 303);
});

test('one password gives one login: its second step cannot be used again', async (t) => {
  const { codes, another } = await start(t);
  const browser = another();
  const cookie = cookieIn(await browser.logIn(), PENDING) ?? '';
  const send = async (recoveryCode = '') =>
    (await another().agent.post(SECOND_STEP).set('Cookie', cookie).type('form').send({ recoveryCode }))
      .status;
  assert.deepEqual((await Promise.all([send(codes[0]), send(codes[1])])).sort(), [303, 401]);
  assert.equal(await send(codes[2]), 401);
});

test('a new password ends logins that wait for the second factor', async (t) => {
  const { ann, codes, another } = await start(t);
  const browser = another();
  await browser.logIn();
  await ann.post('/account/password', {
    currentPassword: ANN.password,
    newPassword: 'a much better battery',
  });
  assert.equal((await browser.post(SECOND_STEP, { recoveryCode: codes[0] })).status, 401);
});

test('a recovery code works once, however it is typed, and only for its account', async (t) => {
  const { server, ann, codes, another } = await start(t);
  assert.equal(codes.length, 10);
  const [first = '', second = ''] = codes;
  const logIn = async (recoveryCode: string) => {
    const browser = another();
    await browser.logIn();
    return browser.post(SECOND_STEP, { recoveryCode });
  };
  assert.equal(
    (await logIn(` ${first.toUpperCase().replaceAll('-', ' ').replaceAll('0', 'O')} `)).status,
    303,
  );
  const again = await logIn(first);
  assert.equal(again.status, 401);
  assert.match(
    again.text,
    /id="recoveryCode-problem">(?:<svg.*?<\/svg>)?\s*This code is wrong or has been used\./,
  );
  for (const wrong of ['', 'x', 'x'.repeat(1_000)]) assert.equal((await logIn(wrong)).status, 401);
  assert.match((await ann.get('/account')).text, /You have 9 recovery codes left\./);
  assert.ok(server.lines.some((line) => /logged in user=\w+ method=recovery-code address=/.test(line)));
  const stored = await mongoose.connection.collection('recoverycodes').find({}).toArray();
  assert.equal(stored.length, 9);
  assert.ok(!JSON.stringify(stored).includes(second.replaceAll('-', '')));
  assert.ok(!server.lines.some((line) => line.includes(second)));
});

test('new recovery codes replace the old ones, and need the password or a passkey', async (t) => {
  const { ann, codes, another } = await start(t);
  assert.equal((await ann.post('/account/confirm/codes', { confirmPassword: 'wrong' })).status, 422);
  assert.equal((await ann.usePasskey('/account/confirm/codes', { isForged: true })).status, 422);
  const { status, text } = await ann.usePasskey('/account/confirm/codes');
  assert.equal(status, 200);
  const renewed = [...text.matchAll(/<code>([^<]+)<\/code>/g)].map(([, code = '']) => code);
  assert.equal(new Set([...codes, ...renewed]).size, 20);
  const browser = another();
  await browser.logIn();
  assert.equal((await browser.post(SECOND_STEP, { recoveryCode: codes[0] })).status, 401);
  assert.equal((await browser.post(SECOND_STEP, { recoveryCode: renewed[0] })).status, 303);
});

test('wrong recovery codes are limited by account and address', async (t) => {
  // The clock stands still, because the delays grow from one second on.
  const at = Date.now();
  const { server, codes, another } = await start(t, { now: () => at });
  const browser = another();
  await browser.logIn();
  for (let i = 0; i < 5; i += 1)
    assert.equal((await browser.post(SECOND_STEP, { recoveryCode: 'wrong' })).status, 401);
  assert.equal((await browser.post(SECOND_STEP, { recoveryCode: codes[0] })).status, 429);
  assert.equal((await browser.usePasskey(SECOND_STEP)).status, 429);
  assert.equal(reasons(server.lines).at(-1), 'too-many-attempts');
  assert.equal((await another().usePasskey()).status, 303, 'a passkey alone has limits of its own');
});

test('the second factor needs a passkey, and turning it off needs a confirmation', async (t) => {
  const { ann, another } = await start(t);
  const off = await ann.post('/account/second-factor');
  assert.equal(locationOf(off), '/account/confirm/second-factor');
  assert.equal(locationOf(await another().logIn()), SECOND_STEP, 'it is still on');
  const confirmed = await ann.post('/account/confirm/second-factor', { confirmPassword: ANN.password });
  assert.equal(locationOf(confirmed), '/account?second-factor-off#passkeys');
  assert.equal(locationOf(await another().logIn()), '/home');

  const bob = another();
  await bob.register({ username: 'bob' });
  const refused = await bob.post('/account/second-factor', { secondFactor: 'on' });
  assert.equal(locationOf(refused), '/account?second-factor-refused#passkeys');
  assert.equal(locationOf(await bob.get('/account/confirm/codes')), '/account#passkeys');
  assert.equal((await bob.get('/account/confirm/everything')).status, 404);
});

test('the second factor and the recovery codes end with the last passkey', async (t) => {
  const { ann, another } = await start(t);
  const [, passkeyId = ''] = /name="passkey" value="(\w{24})"/.exec((await ann.get('/account')).text) ?? [];
  await ann.post('/account/confirm/remove', { passkeyId, confirmPassword: ANN.password });
  assert.equal(await mongoose.connection.collection('recoverycodes').countDocuments({}), 0);
  const browser = another();
  assert.equal(locationOf(await browser.logIn()), '/home');
  assert.equal((await browser.addPasskey()).status, 200, 'the first passkey brings new codes');
  assert.equal(locationOf(await another().logIn()), '/home', 'and does not turn the second factor on');
});

test('a program logs in to an account with a second factor only with a recovery code', async (t) => {
  const { server, codes } = await start(t);
  const credentials = { username: ANN.username, password: ANN.password };
  const logIn = (body: object) =>
    callApi(server.url, 'post', '/login', { body: { ...credentials, ...body } });
  for (const body of [{}, { recoveryCode: 'wrong' }]) {
    const answer = await logIn(body);
    assert.deepEqual([answer.status, codeOf(answer)], [403, 'second-factor-required']);
  }
  const wrong = await logIn({ password: 'wrong horse battery', recoveryCode: codes[0] });
  assert.deepEqual([wrong.status, codeOf(wrong)], [401, 'wrong-password']);
  const answer = await logIn({ recoveryCode: codes[0] });
  assert.equal(answer.status, 200);
  const me = await callApi(server.url, 'get', '/me', { token: String(answer.body['token']) });
  assert.equal(me.status, 200);
  assert.equal(codeOf(await logIn({ recoveryCode: codes[0] })), 'second-factor-required');
  assert.deepEqual(reasons(server.lines), ['no-recovery-code', 'wrong-recovery-code', 'wrong-recovery-code']);
  const tooLong = await logIn({ recoveryCode: 'x'.repeat(65) });
  assert.deepEqual([tooLong.status, codeOf(tooLong)], [422, 'invalid-body']);
});
