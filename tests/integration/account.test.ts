import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import type TestAgent from 'supertest/lib/agent.js';
import { logIn } from '../support/register.js';
import { ANN, startServer } from '../support/start-server.js';
import type { ServerOptions, TestServer } from '../support/start-server.js';
import { TestPage } from '../support/test-page.js';
import { CODE } from '../support/two-in-call.js';

const NEW_PASSWORD = 'a much better battery';
const DAY_MS = 24 * 60 * 60 * 1_000;

async function start(t: TestContext, options?: ServerOptions) {
  const server = await startServer(t, options);
  const ann = await server.member();
  const post = (path: string, form: object, visitor = ann) => visitor.post(path).type('form').send(form);
  return { server, ann, post };
}

/** Logs in as another device does. */
async function otherDevice(server: TestServer, userAgent = ''): Promise<TestAgent> {
  const device = server.visitor();
  await device.post('/login').set('User-Agent', userAgent).type('form').send(ANN).expect(303);
  return device;
}

async function cookieOf(visitor: TestAgent): Promise<string> {
  const { headers } = await visitor.get('/home').expect(200);
  const [cookie] = headers['set-cookie'] as unknown as string[];
  return cookie?.split(';')[0] ?? '';
}

async function openPage(t: TestContext, server: TestServer, cookie: string): Promise<TestPage> {
  const page = new TestPage(server.url, { cookie });
  t.after(() => {
    page.close();
  });
  return page.connected();
}

/** The problems that the page shows, as field → text. */
function problemsIn(html: string): Record<string, string> {
  const found = html.matchAll(/id="(\w+)-problem">(?:<svg.*?<\/svg>)?([^<]+)/g);
  return Object.fromEntries([...found].map(([, field = '', text = '']) => [field, text.trim()]));
}

/** The sessions that the page lists, without the line for all of them. */
function sessionsIn(html: string): { id: string; name: string; isThisDevice: boolean }[] {
  const found = html.matchAll(/name="session" value="([^"]+)"[^]*?choice__name">([^<]+)<([^]*?)<\/label>/g);
  return [...found]
    .map(([, id = '', name = '', rest = '']) => ({ id, name, isThisDevice: rest.includes('This device') }))
    .filter(({ id }) => id !== 'all');
}

async function assertLoggedOut(visitor: TestAgent): Promise<void> {
  await visitor.get('/home').expect(303).expect('Location', '/login?next=%2Fhome');
}

test('a person changes their name, and it is tidied as at the registration', async (t) => {
  const { ann, post } = await start(t);
  await post('/account', { name: '  Ann   O’Hara ', language: '' })
    .expect(303)
    .expect('Location', '/account?saved');
  assert.match((await ann.get('/account?saved')).text, /id="name"[^>]*value="Ann O’Hara"/);
  assert.match((await ann.get('/home')).text, /Ann O’Hara/);
});

test('a name that is not allowed is refused beside its field and stays to be corrected', async (t) => {
  const { ann, post } = await start(t);
  const { status, text } = await post('/account', { name: 'n'.repeat(61), language: 'fr' });
  assert.equal(status, 422);
  assert.match(text, /<title>Error: Account/);
  assert.deepEqual(problemsIn(text), { name: 'Use 60 characters or fewer.' });
  assert.match(text, new RegExp(`value="${'n'.repeat(61)}"`));
  assert.match((await ann.get('/home')).text, /Hello, Ann/);
});

test('a new password replaces the old one and ends the sessions of all other devices', async (t) => {
  const { server, ann, post } = await start(t);
  const phone = await otherDevice(server);
  const bob = await server.member({ username: 'bob' });
  const before = await cookieOf(ann);
  await post('/account/password', { currentPassword: ANN.password, newPassword: NEW_PASSWORD })
    .expect(303)
    .expect('Location', '/account?password-changed');
  assert.match((await ann.get('/account?password-changed')).text, /Your password has been changed/);
  assert.notEqual(await cookieOf(ann), before, 'this device has a new session id');
  await server.visitor().get('/home').set('Cookie', before).expect(303);
  await assertLoggedOut(phone);
  await bob.get('/home').expect(200);
  await post('/login', ANN, server.visitor()).expect(401);
  await post('/login', { ...ANN, password: NEW_PASSWORD }, server.visitor()).expect(303);
  assert.ok(server.lines.some((line) => / changed the password user=\w+ address=/.test(line)));
});

test('a new password is refused beside the field with the problem, and nothing changes', async (t) => {
  const { server, ann, post } = await start(t);
  const phone = await otherDevice(server);
  const cases: [form: object, problems: Record<string, string>][] = [
    [
      { currentPassword: 'wrong horse', newPassword: NEW_PASSWORD },
      { currentPassword: 'This isn’t your current password. Try again.' },
    ],
    [
      { currentPassword: ANN.password, newPassword: 'PassWord1' },
      { newPassword: 'This password is too easy to guess. Choose another.' },
    ],
    [{ currentPassword: ANN.password, newPassword: 'short' }, { newPassword: 'Use at least 8 characters.' }],
    [{}, { currentPassword: 'Enter your current password.', newPassword: 'Enter a password.' }],
  ];
  for (const [form, problems] of cases) {
    const { status, text } = await post('/account/password', form);
    assert.equal(status, 422);
    assert.match(text, /<title>Error: Account/);
    assert.deepEqual(problemsIn(text), problems);
    assert.doesNotMatch(text, /horse|battery|PassWord1/);
  }
  await ann.get('/home').expect(200);
  await phone.get('/home').expect(200);
  await post('/login', ANN, server.visitor()).expect(303);
});

test('wrong passwords on the account page count as failed logins', async (t) => {
  const { server, post } = await start(t);
  const forms: [path: string, form: object][] = [
    ['/account/password', { currentPassword: 'wrong', newPassword: NEW_PASSWORD }],
    ['/account/sessions', { session: 'all', sessionPassword: 'wrong' }],
    ['/account/delete', { deletePassword: 'wrong' }],
  ];
  for (let i = 0; i < 10; i += 1) {
    const [path, form] = forms[i % forms.length] ?? ['', {}];
    await post(path, form).expect(422);
  }
  await post('/account/delete', { deletePassword: ANN.password }).expect(429);
  await post('/login', ANN, server.visitor()).expect(429);
  assert.ok(server.lines.some((line) => /password refused reason=wrong-password address=/.test(line)));
});

test('a new password closes the sockets of other devices at once; a call on this device goes on', async (t) => {
  const { server, ann, post } = await start(t);
  const here = await openPage(t, server, await cookieOf(ann));
  const phone = await openPage(t, server, await logIn(server, 'Ann'));
  await here.join(CODE);
  await phone.join(CODE);
  const [hereEnded, phoneEnded] = [here.ended(), phone.ended()];
  await post('/account/password', { currentPassword: ANN.password, newPassword: NEW_PASSWORD }).expect(303);
  await phone.next('session-ended');
  assert.equal(await phoneEnded, 'io server disconnect');
  assert.equal(await hereEnded, 'transport close', 'a page reconnects by itself after this');
  assert.equal(here.count('session-ended'), 0);
  const again = new TestPage(server.url, { cookie: await cookieOf(ann), tabId: here.tabId });
  t.after(() => {
    again.close();
  });
  await again.connected();
  assert.equal((await again.join(CODE)).resumed, true);
});

test('the account page lists the sessions with their devices, and ends the chosen one', async (t) => {
  const { server, ann, post } = await start(t);
  const phone = await otherDevice(server, 'Mozilla/5.0 (Linux; Android 10; K) Chrome/130.0 Safari/537.36');
  const tablet = await otherDevice(server);
  const bob = await server.member({ username: 'bob' });
  const sessions = sessionsIn((await ann.get('/account')).text);
  assert.deepEqual(
    sessions.map(({ name, isThisDevice }) => [name, isThisDevice]),
    [
      ['Unknown device', false],
      ['Chrome on Android', false],
      ['Unknown device', true],
    ],
  );
  const phonePage = await openPage(t, server, await cookieOf(phone));
  const ended = phonePage.ended();
  await post('/account/sessions', { session: sessions[1]?.id, sessionPassword: ANN.password })
    .expect(303)
    .expect('Location', '/account?session-ended');
  assert.equal(await ended, 'io server disconnect');
  await assertLoggedOut(phone);
  await tablet.get('/home').expect(200);
  assert.equal(sessionsIn((await ann.get('/account?session-ended')).text).length, 2);

  const [other] = sessionsIn((await bob.get('/account')).text);
  await post('/account/sessions', { session: other?.id, sessionPassword: ANN.password }).expect(303);
  await bob.get('/home').expect(200);
});

test('a person who ends the session of this device is logged out', async (t) => {
  const { server, ann, post } = await start(t);
  const phone = await otherDevice(server);
  const own = sessionsIn((await ann.get('/account')).text).find(({ isThisDevice }) => isThisDevice);
  await post('/account/sessions', { session: own?.id, sessionPassword: ANN.password })
    .expect(303)
    .expect('Location', '/')
    .expect('Set-Cookie', /^parley\.sid=;/);
  await assertLoggedOut(ann);
  await phone.get('/home').expect(200);
});

test('a person logs out everywhere', async (t) => {
  const { server, ann, post } = await start(t);
  const phone = await otherDevice(server);
  const pages = [ann, phone].map(async (device) => openPage(t, server, await cookieOf(device)));
  const ended = (await Promise.all(pages)).map((page) => page.ended());
  const { headers } = await post('/account/sessions', { session: 'all', sessionPassword: ANN.password });
  assert.equal(headers['location'], '/');
  assert.deepEqual(await Promise.all(ended), ['io server disconnect', 'io server disconnect']);
  await assertLoggedOut(ann);
  await assertLoggedOut(phone);
});

test('no session ends without a choice and the password', async (t) => {
  const { server, ann, post } = await start(t);
  const phone = await otherDevice(server);
  const missing = await post('/account/sessions', {}).expect(422);
  assert.deepEqual(problemsIn(missing.text), {
    session: 'Choose a session.',
    sessionPassword: 'Enter your current password.',
  });
  const wrong = await post('/account/sessions', { session: 'all', sessionPassword: 'wrong' }).expect(422);
  assert.deepEqual(Object.keys(problemsIn(wrong.text)), ['sessionPassword']);
  assert.match(wrong.text, /value="all" checked/);
  await ann.get('/home').expect(200);
  await phone.get('/home').expect(200);
});

test('a session ends 30 days after its login, on pages and for sockets, however much it is used', async (t) => {
  let now = Date.now();
  const { server, ann } = await start(t, { now: () => now });
  const cookie = await cookieOf(ann);
  now += 30 * DAY_MS - 1_000;
  await ann.get('/home').expect(200);
  (await openPage(t, server, cookie)).close();
  now += 1_000;
  await assert.rejects(openPage(t, server, cookie), /unauthorized/);
  await assertLoggedOut(ann);
  await otherDevice(server);
});

test('the export is a JSON file with everything about the person and nobody else', async (t) => {
  const { server, ann, post } = await start(t);
  const bob = await server.member({ name: 'Bob', username: 'bob' });
  const mine = await openPage(t, server, await cookieOf(ann));
  const other = await openPage(t, server, await cookieOf(bob));
  await mine.join(CODE);
  await other.join(CODE);
  await mine.get('chat-message', { text: 'Hello, "Bob"', clientKey: 'a' });
  await other.get('chat-message', { text: 'Hello, Ann', clientKey: 'b' });
  const response = await post('/account/export', {})
    .expect(200)
    .expect('Content-Type', /^application\/json/)
    .expect('Content-Disposition', 'attachment; filename=parley.json')
    .expect('Cache-Control', 'no-store');
  const data = JSON.parse(response.text) as Record<'profile', Record<string, unknown>> &
    Record<'history' | 'meetings' | 'messages', Record<string, unknown>[]>;
  const parts = 'profile passkeys notifications history meetings messages calledPeople favourites blocked';
  assert.equal(Object.keys(data).join(' '), parts);
  assert.equal(data.profile['username'], 'ann');
  assert.equal(data.profile['passwordHash'], undefined);
  assert.deepEqual(
    data.history.map(({ code, people }) => [code, people]),
    [
      [
        CODE,
        [
          { name: 'Ann', isGuest: false },
          { name: 'Bob', isGuest: false },
        ],
      ],
    ],
  );
  assert.deepEqual(
    data.meetings.map(({ code }) => code),
    [CODE],
  );
  assert.deepEqual(
    data.messages.map(({ text }) => text),
    ['Hello, "Bob"'],
  );
});

test('a deleted account is gone; others keep their history, the messages and the meeting without the name', async (t) => {
  const { server, ann, post } = await start(t);
  const bob = await server.member({ name: 'Bob', username: 'bob' });
  const phone = await otherDevice(server);
  const mine = await openPage(t, server, await cookieOf(ann));
  const other = await openPage(t, server, await cookieOf(bob));
  await mine.join(CODE);
  await other.join(CODE);
  await mine.get('chat-message', { text: 'Hello, Bob', clientKey: 'a' });
  const ended = mine.ended();
  await post('/account/delete', { deletePassword: ANN.password })
    .expect(303)
    .expect('Location', '/')
    .expect('Set-Cookie', /^parley\.sid=;/);
  assert.equal(await ended, 'io server disconnect');
  await other.rosterOf('Bob');
  await assertLoggedOut(ann);
  await assertLoggedOut(phone);
  await post('/login', ANN, server.visitor()).expect(401);

  assert.match((await bob.get('/history')).text, /Deleted user<\/bdi> and <bdi>Bob/);
  const again = await openPage(t, server, await cookieOf(bob));
  const { chat } = await again.join(CODE);
  assert.deepEqual(
    chat.map(({ name, text }) => [name, text]),
    [['', 'Hello, Bob']],
  );
  await bob.get(`/room/${CODE}`).expect(200);
  const namesake = await server.member();
  assert.doesNotMatch((await namesake.get('/history')).text, new RegExp(CODE));
});

test('an account is not deleted without its password', async (t) => {
  const { ann, post } = await start(t);
  for (const [form, says] of [
    [{}, 'Enter your current password.'],
    [{ deletePassword: 'wrong' }, 'This isn’t your current password. Try again.'],
  ] as const) {
    const { text } = await post('/account/delete', form).expect(422);
    assert.deepEqual(problemsIn(text), { deletePassword: says });
  }
  await ann.get('/home').expect(200);
});

test('a stranger cannot use the forms of the account page', async (t) => {
  const { server, post } = await start(t);
  for (const path of ['', '/password', '/sessions', '/export', '/delete']) {
    const { headers } = await post(`/account${path}`, {}, server.visitor()).expect(303);
    assert.match(headers['location'] ?? '', /^\/login/);
  }
});
