import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { temporaryDirectory } from '../support/temporary-directory.js';
import { ANN, startServer } from '../support/start-server.js';
import type { ServerOptions } from '../support/start-server.js';

const COOKIE = /^parley\.sid=([^;]+); Path=\/; Expires=[^;]+; HttpOnly; SameSite=Lax$/;

async function start(t: TestContext, options?: ServerOptions) {
  const server = await startServer(t, options);
  const send = (path: string, form: object, visitor = server.visitor()) =>
    visitor.post(path).type('form').send(form);
  return { ...server, send };
}

function sessionOf(headers: Record<string, unknown>): string | null {
  const [cookie] = (headers['set-cookie'] ?? []) as string[];
  return COOKIE.exec(cookie ?? '')?.[1] ?? null;
}

test('an account is made, logs in at once, and greets its owner', async (t) => {
  const { send, visitor } = await start(t);
  const ann = visitor();
  const made = await send('/register', { ...ANN, name: '  Ann   O’Hara ' }, ann);
  assert.equal(made.status, 303);
  assert.equal(made.headers['location'], '/home');
  assert.ok(sessionOf(made.headers), 'the session has a cookie that scripts and other sites cannot use');
  const home = await ann.get('/home').expect(200);
  assert.match(home.text, /Ann O’Hara/);
});

test('a person with an account logs in, whatever the capitals of the username', async (t) => {
  const { member, send, visitor } = await start(t);
  await member();
  const ann = visitor();
  const response = await send('/login', { username: ' ANN ', password: ANN.password }, ann);
  assert.deepEqual([response.status, response.headers['location']], [303, '/home']);
  await ann.get('/home').expect(200);
});

test('an unknown name and a wrong password are answered alike', async (t) => {
  const { member, send } = await start(t);
  await member();
  const wrong = await send('/login', { username: 'ann', password: 'wrong horse battery' });
  const unknown = await send('/login', { username: 'eve', password: ANN.password });
  for (const response of [wrong, unknown]) {
    assert.equal(response.status, 401);
    assert.equal(response.headers['set-cookie'], undefined);
    assert.match(response.text, /<title>Error: Log in/);
    assert.match(response.text, /role="alert"/);
    assert.doesNotMatch(response.text, /horse/);
  }
  assert.match(unknown.text, /value="eve"/);
  assert.equal(wrong.text, unknown.text.replace('value="eve"', 'value="ann"'));
});

test('a password is taken exactly as it is typed', async (t) => {
  const { send } = await start(t);
  const password = '  Ω spaces, and capitals ';
  await send('/register', { ...ANN, password }).expect(303);
  await send('/login', { username: 'ann', password: password.trim() }).expect(401);
  await send('/login', { username: 'ann', password: password.toLowerCase() }).expect(401);
  await send('/login', { username: 'ann', password: `${password}x` }).expect(401);
  await send('/login', { username: 'ann', password }).expect(303);
});

test('a password of 72 bytes is compared to its last byte', async (t) => {
  const { send } = await start(t);
  const password = `${'ä'.repeat(35)}ab`;
  assert.equal(Buffer.byteLength(password), 72);
  await send('/register', { ...ANN, password }).expect(303);
  await send('/login', { username: 'ann', password: `${password.slice(0, -1)}c` }).expect(401);
  await send('/login', { username: 'ann', password: `${password}c` }).expect(401);
  await send('/login', { username: 'ann', password }).expect(303);
});

const REFUSED: [what: string, form: object, field: string, says: RegExp][] = [
  ['no name', { name: ' ' }, 'name', /Enter the name/],
  ['a name of too many characters', { name: 'n'.repeat(61) }, 'name', /Use 60 characters or fewer/],
  ['a name that turns the text around', { name: 'Ann\u202e' }, 'name', /invisible/],
  ['a name that cannot be seen', { name: '\u200b\u200b' }, 'name', /Enter the name/],
  ['no username', { username: '' }, 'username', /Enter a username/],
  ['a username of one character', { username: 'a' }, 'username', /Use at least 2 characters/],
  [
    'a username of too many characters',
    { username: 'a'.repeat(33) },
    'username',
    /Use 32 characters or fewer/,
  ],
  ['a username with other signs', { username: 'ann@home' }, 'username', /Use only a–z/],
  ['a username of dots', { username: '..' }, 'username', /start with a letter or digit/],
  ['two usernames', { username: ['ann', 'eve'] }, 'username', /Enter a username/],
  ['no password', { password: '' }, 'password', /Enter a password/],
  ['a password of seven characters', { password: '7 chars' }, 'password', /Use at least 8 characters/],
  ['a password that bcrypt would cut off', { password: 'ä'.repeat(37) }, 'password', /too long/],
  ['a password that everybody has', { password: 'PassWord1' }, 'password', /too easy to guess/],
];

for (const [what, form, field, says] of REFUSED) {
  test(`an account with ${what} is refused beside its field, and what was typed is kept`, async (t) => {
    const { send } = await start(t);
    const response = await send('/register', { ...ANN, name: 'Ann Typed', ...form });
    assert.equal(response.status, 422);
    assert.match(response.text, /<title>Error: Create account/);
    const problems = [...response.text.matchAll(/id="(\w+)-problem">(?:<svg.*?<\/svg>)?([^<]+)/g)];
    assert.deepEqual(
      problems.map(([, name]) => name),
      [field],
    );
    assert.match(problems[0]?.[2] ?? '', says);
    const input = new RegExp(`<input[^>]*id="${field}"[^>]*>`).exec(response.text)?.[0] ?? '';
    assert.match(input, /aria-invalid="true"/);
    assert.match(input, new RegExp(`aria-describedby="[^"]*\\b${field}-problem\\b`));
    if (field !== 'name') assert.match(response.text, /value="Ann Typed"/);
    assert.doesNotMatch(response.text, new RegExp(ANN.password));
    await send('/login', { username: 'ann', password: ANN.password }).expect(401);
  });
}

test('the form shows the problems of all fields at once', async (t) => {
  const { send } = await start(t);
  const { text } = await send('/register', {});
  assert.deepEqual(
    [...text.matchAll(/id="(\w+)-problem"/g)].map(([, name]) => name),
    ['name', 'username', 'password'],
  );
});

test('a username that is taken is refused, whatever its capitals; of two at once, one gets it', async (t) => {
  const { send } = await start(t);
  const both = await Promise.all([send('/register', ANN), send('/register', { ...ANN, name: 'Anna' })]);
  assert.deepEqual(both.map(({ status }) => status).sort(), [303, 422]);
  const third = await send('/register', { ...ANN, username: 'ANN' });
  assert.equal(third.status, 422);
  assert.match(third.text, /id="username-problem">[^]*taken/);
});

test('with registration closed nobody can create an account, and no page links to the form', async (t) => {
  const { send, visitor } = await start(t, { settings: { REGISTRATION: 'closed' } });
  await visitor().get('/register').expect(403);
  await send('/register', ANN).expect(403);
  await send('/login', { username: 'ann', password: ANN.password }).expect(401);
  for (const path of ['/', '/login']) {
    const { text } = await visitor().get(path).expect(200);
    assert.doesNotMatch(text, /href="\/register|Create account/, path);
  }
});

test('logging in and registering renew the session id, so that a planted one is worth nothing', async (t) => {
  const { member, visitor } = await start(t);
  await member();
  for (const [path, form] of [
    ['/login', ANN],
    ['/register', { ...ANN, username: 'new' }],
  ] as const) {
    const eve = await member({ username: `eve${path.length}` });
    const planted = sessionOf((await eve.get('/home')).headers);
    const cookie = `parley.sid=${planted}`;
    const response = await visitor().post(path).set('Cookie', cookie).type('form').send(form);
    assert.equal(response.status, 303, path);
    assert.ok(sessionOf(response.headers), path);
    assert.notEqual(sessionOf(response.headers), planted, path);
    await visitor()
      .get('/home')
      .set('Cookie', cookie)
      .expect(303)
      .expect('Location', /^\/login/);
  }
});

test('the server does not adopt a made-up session id', async (t) => {
  const { member, visitor } = await start(t);
  await member();
  const response = await visitor()
    .post('/login')
    .set('Cookie', 'parley.sid=s%3Aplanted.signature')
    .type('form')
    .send({ username: 'ann', password: ANN.password });
  assert.ok(!sessionOf(response.headers)?.includes('planted'));
});

test('logging out ends the session in every copy of its cookie', async (t) => {
  const { member, visitor } = await start(t);
  const ann = await member();
  const cookie = `parley.sid=${sessionOf((await ann.get('/home')).headers)}`;
  await visitor().get('/home').set('Cookie', cookie).expect(200);
  await ann
    .post('/logout')
    .expect(303)
    .expect('Location', '/')
    .expect('Set-Cookie', /^parley\.sid=;/);
  await ann.get('/home').expect(303).expect('Location', '/login?next=%2Fhome');
  await visitor().get('/home').set('Cookie', cookie).expect(303);
});

test('strangers get no cookie', async (t) => {
  const { visitor } = await start(t);
  for (const path of ['/', '/login', '/register', '/home', '/nowhere']) {
    assert.equal((await visitor().get(path)).headers['set-cookie'], undefined, path);
  }
});

test('after ten wrong passwords for an account in a row the next attempt has to wait, even with the right password', async (t) => {
  let now = Date.now();
  const { member, send } = await start(t, { now: () => now });
  await member();
  await member({ username: 'bob' });
  for (let i = 0; i < 10; i += 1)
    await send('/login', { username: 'ann', password: `wrong ${i}` }).expect(401);
  const refused = await send('/login', { username: 'ann', password: ANN.password });
  assert.equal(refused.status, 429);
  assert.match(refused.text, /Too many attempts\. Try again in 1 second\./);
  await send('/login', { username: 'bob', password: ANN.password }).expect(303);
  now += 1_000;
  await send('/login', { username: 'ann', password: ANN.password }).expect(303);
});

test('frequent successful logins are not limited', async (t) => {
  const { member, send } = await start(t);
  await member();
  for (let i = 0; i < 25; i += 1)
    await send('/login', { username: 'ann', password: ANN.password }).expect(303);
});

test('accounts and sessions are there again after a restart', async (t) => {
  const dataDir = await temporaryDirectory(t);
  if (process.env['TEST_MONGODB_URI']) return; // each start creates a new database there
  const first = await start(t, { dataDir });
  const cookie = `parley.sid=${sessionOf((await (await first.member()).get('/home')).headers)}`;
  await first.close();
  const second = await start(t, { dataDir });
  const { text } = await second.visitor().get('/home').set('Cookie', cookie).expect(200);
  assert.match(text, /Hello, Ann/);
  await second.send('/login', { username: 'ann', password: ANN.password }).expect(303);
});

const WAYS: [next: string, goes: string][] = [
  ['/room/abc-defg-hjk?x=1', '/room/abc-defg-hjk?x=1'],
  ['/history', '/history'],
  ['//evil.example/', '/home'],
  ['/\\evil.example', '/home'],
  ['/.//evil.example', '/home'],
  ['https://evil.example/', '/home'],
  ['javascript:alert(1)', '/home'],
  ['/home\r\nX-Evil: 1', '/home'],
];

for (const [next, goes] of WAYS) {
  test(`a login or registration with next=${JSON.stringify(next)} leads to ${goes}`, async (t) => {
    const { send, visitor } = await start(t);
    const registered = await send('/register', { ...ANN, next });
    assert.equal(registered.headers['location'], goes);
    const form = await visitor().get('/login').query({ next }).expect(200);
    const hidden = /<input type="hidden" name="next" value="([^"]*)"/.exec(form.text)?.[1];
    assert.equal(hidden, goes === '/home' ? undefined : goes);
    const loggedIn = await send('/login', { ...ANN, next });
    assert.equal(loggedIn.headers['location'], goes);
    const wrong = await send('/login', { ...ANN, password: 'wrong horse', next });
    assert.equal(
      /name="next" value="([^"]*)"/.exec(wrong.text)?.[1],
      hidden,
      'a mistake does not lose the way',
    );
  });
}

test('the login and registration pages redirect people who are logged in', async (t) => {
  const { member } = await start(t);
  const ann = await member();
  await ann.get('/login').expect(303).expect('Location', '/home');
  await ann.get('/register?next=%2Fhistory').expect(303).expect('Location', '/history');
  await ann.get('/').expect(303).expect('Location', '/home');
});
