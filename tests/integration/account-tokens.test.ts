import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import mongoose from 'mongoose';
import type TestAgent from 'supertest/lib/agent.js';
import { callApi, codeOf, tokenFor } from '../support/api-client.js';
import { ANN, startServer } from '../support/start-server.js';
import type { ServerOptions } from '../support/start-server.js';
import { TestPage } from '../support/test-page.js';
import { CODE } from '../support/two-in-call.js';

const DAY_MS = 24 * 60 * 60 * 1_000;
const FORM = { tokenName: 'Backup', tokenAccess: 'read', tokenDays: '7', tokenPassword: ANN.password };

async function start(t: TestContext, options?: ServerOptions) {
  const server = await startServer(t, options);
  const ann = await server.member();
  const create = (form: object = FORM, visitor = ann) =>
    visitor.post('/account/tokens').type('form').send(form);
  const revoke = (token: unknown, visitor = ann) =>
    visitor.post('/account/tokens/revoke').type('form').send({ token });
  return { ...server, ann, create, revoke };
}

/** The token that the page shows, or an empty text. */
function tokenIn(html: string): string {
  return /<textarea[^>]*id="new-token"[^>]*readonly[^>]*>([^<]*)</.exec(html)?.[1] ?? '';
}

/** The tokens that the page lists. */
async function tokensOf(visitor: TestAgent): Promise<{ name: string; id: string; text: string }[]> {
  const { text: html } = await visitor.get('/account').expect(200);
  return [...html.matchAll(/<li class="token">([^]*?)<\/li>/g)].map(([, line = '']) => ({
    name: /choice__name[^>]*><bdi>([^<]*)</.exec(line)?.[1] ?? '',
    id: /name="token" value="([^"]*)"/.exec(line)?.[1] ?? '',
    text: line,
  }));
}

function problemsIn(html: string): Record<string, string> {
  const found = html.matchAll(/id="(\w+)-problem">(?:<svg.*?<\/svg>)?([^<]+)/g);
  return Object.fromEntries([...found].map(([, field = '', text = '']) => [field, text.trim()]));
}

function storedTokens() {
  return mongoose.connection.collection('apitokens').find({}).toArray();
}

test('a person creates a token, which only the answer shows, and a program uses it', async (t) => {
  let now = Date.now();
  const { url, ann, create, lines } = await start(t, { now: () => now });
  const page = await create({ ...FORM, tokenName: '  Nightly   backup ' }).expect(200);
  assert.equal(page.headers['cache-control'], 'no-store');
  const token = tokenIn(page.text);
  assert.match(token, /^parley_[\w-]{43}$/);
  assert.match(page.text, /The token “Nightly backup” has been created\./);
  assert.equal((await callApi(url, 'get', '/me', { token })).body['username'], 'ann');
  const refused = await callApi(url, 'post', '/meetings', { token, body: {} });
  assert.equal(codeOf(refused), 'missing-scope');

  const { text } = await ann.get('/account').expect(200);
  assert.equal(text.includes(token), false);
  assert.equal(tokenIn(text), '');
  assert.equal((await tokensOf(ann))[0]?.name, 'Nightly backup');
  const [stored] = await storedTokens();
  assert.equal(JSON.stringify(stored).includes(token.slice(7)), false);
  assert.ok(lines.some((line) => /info created a token user=\w{24} address=127\.0\.0\.1$/.test(line)));
  for (const secret of [token, 'Nightly', ANN.password])
    assert.ok(!lines.some((line) => line.includes(secret)));

  now += 7 * DAY_MS;
  assert.equal((await callApi(url, 'get', '/me', { token })).status, 401);
  assert.deepEqual(await tokensOf(ann), []);
});

test('a token that may write changes things', async (t) => {
  const { url, create } = await start(t);
  const token = tokenIn((await create({ ...FORM, tokenAccess: 'write' }).expect(200)).text);
  assert.equal((await callApi(url, 'post', '/meetings', { token, body: {} })).status, 201);
});

test('the page lists every token of the person with its access and its times, and nobody else’s', async (t) => {
  let now = Date.UTC(2026, 2, 1, 9, 30);
  const { url, ann, create, member } = await start(t, { now: () => now });
  await create();
  now += DAY_MS;
  const login = await tokenFor(url);
  await callApi(url, 'get', '/me', { token: login });
  const [newest, oldest] = await tokensOf(ann);
  assert.equal(newest?.name, 'Login');
  assert.match(newest.text, /Read and write[^]*Created:[^]*2026-03-02T[^]*Last used:[^]*2026-03-02T09:30/);
  assert.equal(oldest?.name, 'Backup');
  assert.match(oldest.text, /Read only[^]*2026-03-01T[^]*Never used[^]*Expires:[^]*2026-03-08T/);
  const bob = await member({ username: 'bob' });
  assert.deepEqual(await tokensOf(bob), []);
  assert.match((await bob.get('/account')).text, /You have no tokens\./);
});

test('a token is not created from a wrong form, and each field says what to change', async (t) => {
  const { create } = await start(t);
  const cases: [changes: object, problems: Record<string, string>][] = [
    [{ tokenName: ' ' }, { tokenName: 'Enter a name that tells you later what the token is for.' }],
    [{ tokenName: 'n'.repeat(61) }, { tokenName: 'Use 60 characters or fewer.' }],
    [{ tokenName: 'a\u202eb' }, { tokenName: 'The name can’t contain invisible characters.' }],
    [{ tokenAccess: 'admin' }, { tokenAccess: 'Choose what the token may do.' }],
    [{ tokenAccess: undefined }, { tokenAccess: 'Choose what the token may do.' }],
    [{ tokenDays: '3650' }, { tokenDays: 'Choose one of the times in the list.' }],
    [{ tokenPassword: '' }, { tokenPassword: 'Enter your current password.' }],
    [{ tokenPassword: 'wrong horse' }, { tokenPassword: 'This isn’t your current password. Try again.' }],
  ];
  for (const [changes, problems] of cases) {
    const { status, text } = await create({ ...FORM, ...changes });
    assert.equal(status, 422, JSON.stringify(changes));
    assert.match(text, /<title>Error: Account/);
    assert.deepEqual(problemsIn(text), problems);
    assert.doesNotMatch(text, /horse|battery/);
    assert.equal(tokenIn(text), '');
  }
  const refused = await create({ ...FORM, tokenAccess: 'write', tokenDays: '365', tokenPassword: '' });
  assert.match(refused.text, /name="tokenName"[^>]*value="Backup"/);
  assert.match(refused.text, /value="write"[^>]*checked/);
  assert.match(refused.text, /value="365" selected/);
  assert.equal(Object.keys(problemsIn((await create({})).text)).length, 4);
  assert.deepEqual(await storedTokens(), []);
});

test('wrong passwords for new tokens count as failed logins', async (t) => {
  const { create, visitor } = await start(t);
  for (let i = 0; i < 10; i += 1) await create({ ...FORM, tokenPassword: 'wrong' }).expect(422);
  await create().expect(429);
  await visitor().post('/login').type('form').send(ANN).expect(429);
  assert.deepEqual(await storedTokens(), []);
});

test('a person has at most fifty tokens besides those of logins, and revoking one makes room', async (t) => {
  const { url, ann, create, revoke } = await start(t);
  await tokenFor(url);
  for (let i = 0; i < 49; i += 1) await create().expect(200);
  const together = await Promise.all([create(), create()]);
  assert.ok(together.some(({ status }) => status === 422));
  if (together.every(({ status }) => status === 422)) await create().expect(200);
  const { text } = await create().expect(422);
  assert.deepEqual(problemsIn(text), { tokenName: 'You already have 50 tokens. Revoke one first.' });
  const tokens = await tokensOf(ann);
  assert.equal(tokens.length, 51);
  await tokenFor(url);
  await revoke(tokens[0]?.id).expect(303);
  await create().expect(200);
});

test('a revoked token ends at once, with its sockets, and no other', async (t) => {
  const { url, ann, create, revoke, lines } = await start(t);
  const write = { ...FORM, tokenAccess: 'write' };
  const first = tokenIn((await create({ ...write, tokenName: 'First' })).text);
  const second = tokenIn((await create({ ...write, tokenName: 'Second' })).text);
  const open = async (token: string) => {
    const page = new TestPage(url, { auth: { token } });
    t.after(() => {
      page.close();
    });
    return (await page.connected()).join(CODE).then(() => page);
  };
  const [revoked, other] = [await open(first), await open(second)];
  const ended = revoked.ended();
  const id = (await tokensOf(ann)).find(({ name }) => name === 'First')?.id;
  await revoke(id).expect(303).expect('Location', '/account?token-revoked#tokens');
  await revoked.next('session-ended');
  assert.equal(await ended, 'io server disconnect');
  assert.match((await ann.get('/account?token-revoked')).text, /The token has been revoked\./);
  assert.equal((await callApi(url, 'get', '/me', { token: first })).status, 401);
  assert.equal((await callApi(url, 'get', '/me', { token: second })).status, 200);
  await other.get('media-state', { mic: false, camera: false });
  assert.ok(lines.some((line) => /info revoked a token user=\w{24} address=127\.0\.0\.1$/.test(line)));

  await revoke(id).expect(303); // again, as a double click does
  assert.equal(lines.filter((line) => line.includes('revoked a token')).length, 1);
});

test('the token of a login can be revoked', async (t) => {
  const { url, ann, revoke } = await start(t);
  const token = await tokenFor(url);
  await revoke((await tokensOf(ann))[0]?.id).expect(303);
  assert.equal((await callApi(url, 'get', '/me', { token })).status, 401);
});

test('nobody revokes the token of another person, and no id disturbs the server', async (t) => {
  const { url, ann, revoke, member } = await start(t);
  const token = await tokenFor(url);
  const bob = await member({ username: 'bob' });
  for (const id of [(await tokensOf(ann))[0]?.id, '', 'x', 'f'.repeat(24), 'é'.repeat(24), ['a', 'b']])
    await revoke(id, bob).expect(303);
  assert.equal((await callApi(url, 'get', '/me', { token })).status, 200);
});

test('a new password and the end of all sessions revoke all tokens', async (t) => {
  const { url, ann, create } = await start(t);
  const isValid = async (token: string) => (await callApi(url, 'get', '/me', { token })).status === 200;
  const first = tokenIn((await create()).text);
  assert.ok(await isValid(first));
  const newPassword = 'a much better battery';
  const change = { currentPassword: ANN.password, newPassword };
  await ann.post('/account/password').type('form').send(change).expect(303);
  assert.equal(await isValid(first), false);

  const second = tokenIn((await create({ ...FORM, tokenPassword: newPassword })).text);
  assert.ok(await isValid(second));
  const end = { session: 'all', sessionPassword: newPassword };
  await ann.post('/account/sessions').type('form').send(end).expect(303);
  assert.equal(await isValid(second), false);
});

test('strangers, pages of other sites and tokens cannot use the forms', async (t) => {
  const { url, ann, create, revoke, visitor } = await start(t);
  for (const path of ['/account/tokens', '/account/tokens/revoke']) {
    await visitor()
      .post(path)
      .type('form')
      .send(FORM)
      .expect(303)
      .expect('Location', /^\/login/);
    await ann.post(path).set('Origin', 'https://evil.example').type('form').send(FORM).expect(403);
  }
  const token = await tokenFor(url);
  const withToken = visitor().post('/account/tokens').set('Authorization', `Bearer ${token}`);
  await withToken
    .type('form')
    .send(FORM)
    .expect(303)
    .expect('Location', /^\/login/);
  assert.equal((await storedTokens()).length, 1);
  await create().expect(200);
  await revoke('').expect(303);
});

test('the section speaks French', async (t) => {
  const { ann } = await start(t);
  const { text } = await ann.get('/account').set('Accept-Language', 'fr');
  assert.match(text, /<h2[^>]*>Jetons d’API<\/h2>/);
  const refused = await ann
    .post('/account/tokens')
    .set('Accept-Language', 'fr')
    .type('form')
    .send({ ...FORM, tokenPassword: 'x' });
  assert.deepEqual(problemsIn(refused.text), {
    tokenPassword: 'Ce n’est pas votre mot de passe actuel. Réessayez.',
  });
});
