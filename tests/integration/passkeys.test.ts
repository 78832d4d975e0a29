import assert from 'node:assert/strict';
import { test } from 'node:test';
import mongoose from 'mongoose';
import { createPasskeys } from '../../src/services/passkeys.js';
import { cookieIn, ORIGIN, PasskeyBrowser, startWithPasskey } from '../support/passkey-person.js';
import { SoftwareAuthenticator } from '../support/software-authenticator.js';
import type { Deviations } from '../support/software-authenticator.js';
import { ANN, startServer } from '../support/start-server.js';

const MINUTE_MS = 60_000;
const CHALLENGE = 'parley.challenge';

/** The reasons of refused logins with a passkey, in order. */
function reasons(lines: readonly string[]): string[] {
  return lines.flatMap((line) => /login refused method=passkey reason=(\S+)/.exec(line)?.[1] ?? []);
}

test('a passkey logs in without a username, and the log tells how', async (t) => {
  const { server, ann, another } = await startWithPasskey(t);
  const browser = another();
  const options = await browser.options('/login/passkey/options');
  assert.deepEqual(
    { ...options, challenge: '' },
    { challenge: '', rpId: 'localhost', timeout: 5 * MINUTE_MS, userVerification: 'required' },
  );
  const passkey = ann.authenticator.use(options);
  const answer = await browser.post('/login/passkey', { passkey, next: '/history' });
  assert.deepEqual([answer.status, answer.headers['location']], [303, '/history']);
  assert.ok(await browser.isLoggedIn());
  assert.ok(server.lines.some((line) => /added a passkey user=\w+ address=/.test(line)));
  assert.ok(server.lines.some((line) => /logged in user=\w+ method=passkey address=/.test(line)));
  const credentialId = ann.authenticator.credentialId.toString('base64url');
  assert.ok(!server.lines.some((line) => line.includes(credentialId)));
  const stored = await mongoose.connection.collection('passkeys').findOne({});
  assert.equal(stored?.['counter'], 1);
  assert.ok(stored['lastUsedAt'] instanceof Date);
});

/** Each of these is refused, whatever else is right. */
const REFUSED: [what: string, deviations: Deviations, reason: string][] = [
  ['a page of another site', { origin: 'https://evil.example' }, 'foreign-origin'],
  ['a page of another port', { origin: 'http://localhost:3001' }, 'foreign-origin'],
  ['a frame in a page of another site', { crossOrigin: true }, 'foreign-origin'],
  ['a passkey for another site', { rpId: 'evil.example' }, 'not-verified'],
  ['a device that has not verified the person', { isUserVerified: false }, 'not-verified'],
  ['another key', { isForged: true }, 'not-verified'],
  ['another key with an old counter', { isForged: true, counter: 0 }, 'not-verified'],
  ['a copied device, whose counter lags behind', { counter: 1 }, 'counter'],
  ['the id of another user', { userHandle: 'bm9ib2R5' }, 'unknown-passkey'],
  ['no id of the user', { userHandle: null }, 'unknown-passkey'],
];

test('the login refuses every answer that is not right', async (t) => {
  const { server, another } = await startWithPasskey(t);
  assert.equal((await another().usePasskey()).status, 303);
  for (const [what, deviations] of REFUSED) {
    const browser = another();
    const { status, text } = await browser.usePasskey('/login/passkey', { counter: 99, ...deviations });
    assert.equal(status, 401, what);
    assert.match(text, /Parley doesn’t accept this passkey\./);
    assert.match(text, /<title>Error: Log in/);
    assert.ok(!(await browser.isLoggedIn()), what);
  }
  assert.deepEqual(
    reasons(server.lines),
    REFUSED.map(([, , reason]) => reason),
  );
  assert.equal((await another().usePasskey('/login/passkey', { counter: 99 })).status, 303);
});

test('a refused login with a passkey reveals nothing about passkeys and accounts', async (t) => {
  const { another } = await startWithPasskey(t);
  const forged = await another().usePasskey('/login/passkey', { isForged: true });
  const stranger = another();
  const unknown = new SoftwareAuthenticator(ORIGIN);
  const options = await stranger.options('/login/passkey/options');
  unknown.create({ challenge: '', rp: { id: 'localhost' }, user: { id: 'bm9ib2R5' } });
  const answer = await stranger.post('/login/passkey', { passkey: unknown.use(options) });
  assert.equal(answer.status, forged.status);
  assert.equal(answer.text, forged.text);
});

test('an answer works once: nobody can send it again, not even with the cookie of its browser', async (t) => {
  const { server, ann, another } = await startWithPasskey(t);
  const browser = another();
  const offer = await browser.post('/login/passkey/options');
  const cookie = cookieIn(offer, CHALLENGE) ?? '';
  const passkey = ann.authenticator.use(offer.body as { challenge: string });
  assert.equal((await browser.post('/login/passkey', { passkey })).status, 303);
  const thief = another();
  const again = await thief.agent.post('/login/passkey').set('Cookie', cookie).type('form').send({ passkey });
  assert.equal(again.status, 401);
  assert.ok(!(await thief.isLoggedIn()));
  assert.deepEqual(reasons(server.lines), ['used-challenge']);
});

test('of two answers to one challenge that arrive together, one logs in', async (t) => {
  const { ann, another } = await startWithPasskey(t);
  const browser = another();
  const offer = await browser.post('/login/passkey/options');
  const cookie = cookieIn(offer, CHALLENGE) ?? '';
  const passkey = ann.authenticator.use(offer.body as { challenge: string });
  const send = async () =>
    (await another().agent.post('/login/passkey').set('Cookie', cookie).type('form').send({ passkey }))
      .status;
  const statuses = await Promise.all([send(), send(), send()]);
  assert.deepEqual(statuses.sort(), [303, 401, 401]);
});

test('a challenge is valid for five minutes', async (t) => {
  let now = Date.now();
  const { server, ann, another } = await startWithPasskey(t, { now: () => now });
  for (const [minutes, status] of [
    [4.9, 303],
    [5, 401],
  ] as const) {
    const browser = another();
    const options = await browser.options('/login/passkey/options');
    now += minutes * MINUTE_MS;
    const answer = await browser.post('/login/passkey', { passkey: ann.authenticator.use(options) });
    assert.equal(answer.status, status);
    if (status === 401) assert.match(answer.text, /That took too long\. Try again\./);
  }
  assert.deepEqual(reasons(server.lines), ['expired-challenge']);
});

test('a challenge belongs to one browser and one purpose', async (t) => {
  const { server, ann, another } = await startWithPasskey(t);
  const [one, other] = [another(), another()];
  const options = await one.options('/login/passkey/options');
  assert.equal((await other.post('/login/passkey', { passkey: ann.authenticator.use(options) })).status, 401);
  await other.options('/login/passkey/options');
  assert.equal((await other.post('/login/passkey', { passkey: ann.authenticator.use(options) })).status, 401);
  const toConfirm = await ann.options('/account/confirm/codes/options');
  assert.equal((await ann.post('/login/passkey', { passkey: ann.authenticator.use(toConfirm) })).status, 401);
  assert.deepEqual(reasons(server.lines), ['no-challenge', 'wrong-challenge', 'no-challenge']);
});

test('junk instead of an answer is refused', async (t) => {
  const { server, another } = await startWithPasskey(t);
  const browser = another();
  for (const passkey of ['', 'x', '{}', 'null', '"x"', `{"id":"${'a'.repeat(2_000)}"}`]) {
    await browser.options('/login/passkey/options');
    assert.equal((await browser.post('/login/passkey', { passkey })).status, 401, passkey.slice(0, 20));
  }
  const options = await browser.options('/login/passkey/options');
  const answer = JSON.parse(browser.authenticator.use(options)) as { response: Record<string, string> };
  for (const clientDataJSON of ['', 'AAAA', Buffer.from('null').toString('base64url')]) {
    await browser.options('/login/passkey/options');
    const passkey = JSON.stringify({ ...answer, response: { ...answer.response, clientDataJSON } });
    assert.equal((await browser.post('/login/passkey', { passkey })).status, 401);
  }
  assert.deepEqual(new Set(reasons(server.lines)), new Set(['unreadable']));
});

test('logins with a passkey are limited by address', async (t) => {
  const { server, another } = await startWithPasskey(t);
  const browser = another();
  for (let i = 0; i < 60; i += 1) assert.equal((await browser.post('/login/passkey')).status, 401);
  assert.equal((await browser.post('/login/passkey')).status, 429);
  assert.equal(reasons(server.lines).at(-1), 'too-many-attempts');
});

test('pages of other sites can neither ask for a challenge nor send an answer', async (t) => {
  const { another } = await startWithPasskey(t);
  for (const path of [
    '/login/passkey/options',
    '/login/passkey',
    '/login/second-factor',
    '/account/passkeys',
  ]) {
    const answer = await another().agent.post(path).set('Origin', 'https://evil.example');
    assert.equal(answer.status, 403, path);
  }
});

test('a passkey that was removed logs nobody in', async (t) => {
  const { server, ann, another } = await startWithPasskey(t);
  const [, id = ''] = /name="passkey" value="(\w{24})"/.exec((await ann.get('/account')).text) ?? [];
  const { text } = await ann.get(`/account/confirm/remove?passkey=${id}`);
  assert.match(text, /the passkey “Laptop”/);
  const form = { passkeyId: id, confirmPassword: ANN.password };
  const removed = await ann.post('/account/confirm/remove', form);
  assert.equal(removed.headers['location'], '/account?passkey-removed#passkeys');
  assert.equal((await another().usePasskey()).status, 401);
  assert.deepEqual(reasons(server.lines), ['unknown-passkey']);
  assert.ok(server.lines.some((line) => /removed a passkey user=\w+ address=/.test(line)));
});

test('nobody removes the passkey of another person', async (t) => {
  const { server, ann, another } = await startWithPasskey(t);
  const [, id = ''] = /name="passkey" value="(\w{24})"/.exec((await ann.get('/account')).text) ?? [];
  const eve = new PasskeyBrowser(server);
  await eve.register({ username: 'eve' });
  await eve.addFirstPasskey();
  for (const passkeyId of [id, 'x', '']) {
    assert.equal((await eve.get(`/account/confirm/remove?passkey=${passkeyId}`)).status, 303);
    const form = { passkeyId, confirmPassword: ANN.password };
    const answer = await eve.post('/account/confirm/remove', form);
    assert.equal(answer.headers['location'], '/account#passkeys');
  }
  const service = createPasskeys(Date.now);
  const { user } = (await mongoose.connection.collection('passkeys').findOne({ name: 'Laptop' }))!;
  assert.equal(await service.remove(String(new mongoose.Types.ObjectId()), id), false);
  assert.equal((await service.list(String(user))).length, 1);
  assert.equal((await another().usePasskey()).status, 303);
});

test('a passkey belongs to one account, and is added once', async (t) => {
  const { server, ann } = await startWithPasskey(t);
  assert.equal((await ann.addPasskey()).headers['location'], '/account?passkey-already-added#passkeys');
  const eve = new PasskeyBrowser(server, ann.authenticator);
  await eve.register({ username: 'eve' });
  const answer = await eve.addPasskey();
  assert.equal(answer.headers['location'], '/account?passkey-already-added#passkeys');
  const page = await eve.get('/account?passkey-already-added');
  assert.match(page.text, /role="alert">(?:<svg.*?<\/svg>)?\s*This passkey has been added before\./);
});

test('a passkey whose answer is not right is not added', async (t) => {
  const server = await startServer(t);
  const ann = new PasskeyBrowser(server);
  await ann.register();
  for (const [what, deviations] of [
    ['a page of another site', { origin: 'https://evil.example' }],
    ['a device that has not verified the person', { isUserVerified: false }],
    ['a device with a certificate of its maker', { attestation: 'certificate' }],
    ['a passkey for another site', { rpId: 'evil.example' }],
  ] as const) {
    const { headers } = await ann.addPasskey('Laptop', deviations);
    assert.equal(headers['location'], '/account?passkey-refused#passkeys', what);
  }
  assert.equal(await mongoose.connection.collection('passkeys').countDocuments({}), 0);
  assert.ok(server.lines.some((line) => /passkey not added reason=foreign-origin user=/.test(line)));
  assert.equal((await ann.addPasskey('Laptop', { attestation: 'self' })).status, 200);
});

test('a challenge to add a passkey belongs to one session', async (t) => {
  const { server } = await startWithPasskey(t);
  const eve = new PasskeyBrowser(server);
  await eve.register({ username: 'eve' });
  const options = await eve.options('/account/passkeys/options', { passkeyName: 'x' });
  await eve.post('/logout');
  await eve.logIn({ username: 'eve' });
  const passkey = eve.authenticator.create(options);
  const { headers } = await eve.post('/account/passkeys', { passkeyName: 'x', passkey });
  assert.equal(headers['location'], '/account?passkey-expired#passkeys');
});

test('a person has at most twenty passkeys', async (t) => {
  const { server, ann } = await startWithPasskey(t);
  const browser = new PasskeyBrowser(server);
  await browser.logIn();
  const passkeyName = 'One too many';
  const options = await browser.options('/account/passkeys/options', { passkeyName });
  const { _id, ...record } = (await mongoose.connection.collection('passkeys').findOne({}))!;
  const more = Array.from({ length: 19 }, (_, i) => ({ ...record, credentialId: `x${i}` }));
  await mongoose.connection.collection('passkeys').insertMany(more);
  const passkey = browser.authenticator.create(options);
  const { headers } = await browser.post('/account/passkeys', { passkeyName, passkey });
  assert.equal(headers['location'], '/account?passkey-too-many#passkeys');
  assert.equal((await ann.post('/account/passkeys/options', { passkeyName })).status, 409);
});

test('ten minutes after the login, a person confirms that it is them before they add a passkey', async (t) => {
  let now = Date.now();
  const { server, ann } = await startWithPasskey(t, { now: () => now });
  now += 10 * MINUTE_MS;
  const asked = await ann.post('/account/passkeys/options', { passkeyName: 'Phone' });
  assert.deepEqual([asked.status, asked.body], [403, { location: '/account/confirm/add' }]);
  const sent = await ann.post('/account/passkeys', { passkeyName: 'Phone' });
  assert.equal(sent.headers['location'], '/account/confirm/add');
  const wrong = await ann.post('/account/confirm/add', { confirmPassword: 'wrong' });
  assert.equal(wrong.status, 422);
  assert.match(wrong.text, /This isn’t your current password\./);
  assert.equal((await ann.usePasskey('/account/confirm/add', { isForged: true })).status, 422);
  const stranger = new PasskeyBrowser(server);
  await stranger.register({ username: 'eve' });
  await stranger.addFirstPasskey();
  const options = await ann.options('/account/confirm/add/options');
  const passkey = stranger.authenticator.use(options);
  assert.equal((await ann.post('/account/confirm/add', { passkey })).status, 422);
  assert.equal((await ann.usePasskey('/account/confirm/add', { isUserVerified: false })).status, 303);
  const phone = new SoftwareAuthenticator(ORIGIN);
  const toAdd = await ann.options('/account/passkeys/options', { passkeyName: 'Phone' });
  const added = await ann.post('/account/passkeys', { passkeyName: 'Phone', passkey: phone.create(toAdd) });
  assert.equal(added.headers['location'], '/account?passkey-added#passkeys');
});

test('the page says what is wrong with the name of a passkey', async (t) => {
  const ann = new PasskeyBrowser(await startServer(t));
  await ann.register();
  for (const [passkeyName, problem] of [
    [' ', 'Enter a name for the passkey.'],
    ['x'.repeat(61), 'Use 60 characters or fewer.'],
  ]) {
    const answer = await ann.post('/account/passkeys/options', { passkeyName });
    assert.deepEqual([answer.status, answer.body], [422, { problem }]);
  }
});

test('a new password keeps passkeys; the deletion of the account removes them', async (t) => {
  const { ann, another } = await startWithPasskey(t);
  const [currentPassword, newPassword] = [ANN.password, 'a much better battery'];
  assert.equal((await ann.post('/account/password', { currentPassword, newPassword })).status, 303);
  assert.equal((await another().usePasskey()).status, 303);
  const exported = JSON.parse((await ann.post('/account/export')).text) as { passkeys: object[] };
  assert.equal(exported.passkeys.length, 1);
  assert.deepEqual(Object.keys(exported.passkeys[0] ?? {}), ['name', 'createdAt', 'lastUsedAt']);
  assert.equal((await ann.post('/account/delete', { deletePassword: newPassword })).status, 303);
  for (const collection of ['passkeys', 'recoverycodes'])
    assert.equal(await mongoose.connection.collection(collection).countDocuments({}), 0, collection);
  assert.equal((await another().usePasskey()).status, 401);
});

test('with PUBLIC_URL, passkeys belong to that origin alone', async (t) => {
  const server = await startServer(t, { settings: { PUBLIC_URL: 'https://meet.example' } });
  const browser = new PasskeyBrowser(server);
  const options = await browser.options('/login/passkey/options');
  assert.equal(options.rpId, 'meet.example');
  const offer = await browser.post('/login/passkey/options');
  const [cookie = ''] = offer.headers['set-cookie'] as unknown as string[];
  assert.match(cookie, /^__Host-parley\.challenge=.*; HttpOnly; Secure; SameSite=Strict/);
});

test('at an IP address, nothing asks for a passkey', async (t) => {
  const server = await startServer(t);
  const visitor = server.visitor();
  assert.doesNotMatch((await visitor.get('/login')).text, /data-passkey/);
  const answer = await visitor.post('/login/passkey/options');
  assert.equal(answer.status, 409);
  assert.match(answer.text, /"problem":"[^"]*IP address/);
});
