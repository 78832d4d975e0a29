import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { UserModel } from '../../src/models/user.js';
import { act, adminMember, idOf } from '../support/admins.js';
import { logIn } from '../support/register.js';
import { ANN, startServer } from '../support/start-server.js';
import { TestPage } from '../support/test-page.js';

const ACTIONS = ['disable', 'enable', 'make-admin', 'revoke-admin', 'reset-password'];

/** Starts a server with the administrator Root and the user Ben. */
async function start(t: TestContext) {
  const server = await startServer(t, { settings: { LOG_LEVEL: 'info' } });
  const root = await adminMember(server, 'root');
  const ben = await server.member({ name: 'Ben', username: 'ben' });
  return { server, root, ben, rootId: await idOf('root'), benId: await idOf('ben') };
}

/** The usernames that the list shows. */
function listed(html: string): string[] {
  return [...html.matchAll(/<h2 class="listed__username">([^<]*)<\/h2>/g)].map(([, name = '']) => name);
}

async function stateOf(username: string) {
  const { isAdmin, disabledAt, passwordHash } = await UserModel.findOne({ username }).lean().orFail();
  return { isAdmin: isAdmin ?? false, isDisabled: Boolean(disabledAt), passwordHash };
}

for (const action of ACTIONS) {
  test(`only an administrator can use the page and the form of ${action}`, async (t) => {
    const { server, root, ben, rootId, benId } = await start(t);
    const path = `/admin/accounts/${benId}/${action}`;
    const before = [await stateOf('ben'), await stateOf('root')];

    const stranger = server.visitor();
    const asked = await stranger.get(path).expect(303);
    assert.equal(asked.headers['location'], `/login?next=${encodeURIComponent(path)}`);
    await act(stranger, action, benId).expect(303).expect('Location', '/login?next=%2Fhome');

    const missing = await ben.get('/no-such-page').expect(404);
    for (const id of [benId, rootId]) {
      const refused = await ben.get(`/admin/accounts/${id}/${action}`).expect(404);
      assert.equal(refused.text, missing.text, 'the page looks like a page that does not exist');
      await act(ben, action, id).expect(404);
    }
    assert.deepEqual([await stateOf('ben'), await stateOf('root')], before, 'nothing has changed');

    const page = await root.get(path).expect(200);
    assert.match(page.text, /name="adminPassword"/);
    await act(root, action, benId).expect(action === 'reset-password' ? 200 : 303);
    const line = server.lines.find((found) => found.includes(' admin '));
    assert.match(
      line ?? '',
      new RegExp(` info admin ${action} user=${benId} by=${rootId} address=127\\.0\\.0\\.1$`),
    );
  });

  test(`${action} asks for the administrator’s own password`, async (t) => {
    const { server, root, benId } = await start(t);
    const before = await stateOf('ben');
    for (const [password, says] of [
      ['', 'Enter your current password.'],
      ['wrong horse battery', 'This isn’t your current password. Try again.'],
    ] as const) {
      const { text } = await act(root, action, benId, password).expect(422);
      assert.match(text, /<title>Error: /);
      assert.ok(text.includes(says), says);
    }
    assert.deepEqual(await stateOf('ben'), before);
    assert.ok(!server.lines.some((line) => line.includes(' admin ')));
  });
}

test('a stranger who opens the administration is sent to the login; a user sees a page that does not exist', async (t) => {
  const { server, root, ben } = await start(t);
  await server.visitor().get('/admin').expect(303).expect('Location', '/login?next=%2Fadmin');
  assert.equal((await ben.get('/admin').expect(404)).text, (await ben.get('/nothing').expect(404)).text);
  assert.doesNotMatch((await ben.get('/home')).text, /Administration/);
  assert.match((await root.get('/home')).text, /href="\/admin"[^]*?>Administration</);
  assert.match((await root.get('/admin').expect(200)).text, /href="\/admin"[^>]* aria-current="page"/);
});

test('wrong passwords on the pages of administrators count as failed logins', async (t) => {
  const { root, benId } = await start(t);
  for (let i = 0; i < 10; i += 1) await act(root, 'disable', benId, `wrong ${i}`).expect(422);
  await act(root, 'disable', benId).expect(429);
});

test('forms of other sites are refused', async (t) => {
  const { root, benId } = await start(t);
  await act(root, 'disable', benId).set('Origin', 'https://evil.example').expect(403);
  assert.equal((await stateOf('ben')).isDisabled, false);
});

test('an administrator makes another one, who can use the pages at once, and removes the rights again', async (t) => {
  const { root, ben, rootId, benId } = await start(t);
  await act(root, 'make-admin', benId).expect('Location', '/admin?search=ben&make-admin');
  assert.match((await root.get('/admin?search=ben&make-admin')).text, /is now an administrator/);
  await ben.get('/admin').expect(200);
  await act(ben, 'revoke-admin', rootId).expect(303);
  await root.get('/admin').expect(404);
});

test('the last administrator can be neither disabled nor demoted; a second one makes both possible', async (t) => {
  const { server, root, ben, rootId, benId } = await start(t);
  for (const action of ['disable', 'revoke-admin']) {
    const { text } = await act(root, action, rootId).expect(422);
    assert.match(text, /role="alert">[^]*This is the last administrator\./);
  }
  assert.deepEqual([(await stateOf('root')).isAdmin, (await stateOf('root')).isDisabled], [true, false]);
  assert.ok(!server.lines.some((line) => line.includes(' admin ')));

  await act(root, 'make-admin', benId).expect(303);
  await act(root, 'revoke-admin', rootId).expect('Location', '/home');
  await root.get('/home').expect(200);
  await act(ben, 'make-admin', rootId).expect(303);
  await act(ben, 'disable', benId)
    .expect('Location', '/')
    .expect('Set-Cookie', /^parley\.sid=;/);
  await ben.get('/home').expect(303);
  await act(root, 'revoke-admin', rootId).expect(422); // a disabled administrator does not count
});

test('a reset password is shown once; it replaces the old one and ends all sessions and sockets', async (t) => {
  const { server, root, ben, benId } = await start(t);
  const page = await new TestPage(server.url, { cookie: await logIn(server, 'Ben') }).connected();
  t.after(() => {
    page.close();
  });
  const ended = page.ended();
  await UserModel.updateOne({ _id: benId }, { $set: { secondFactor: true } });
  const { text } = await act(root, 'reset-password', benId).expect(200).expect('Cache-Control', 'no-store');
  assert.equal(await ended, 'io server disconnect');
  const password = /temporary-password">([^<]+)</.exec(text)?.[1] ?? '';
  assert.match(password, /^(?:[a-z2-9]{5}-){3}[a-z2-9]{5}$/);
  await ben.get('/home').expect(303);
  const enter = (form: object) => server.visitor().post('/login').type('form').send(form);
  await enter({ ...ANN, username: 'ben' }).expect(401);
  const entered = await enter({ username: 'ben', password }).expect(303);
  assert.equal(entered.headers['location'], '/home', 'without a second factor, which may be lost too');
  assert.ok(!server.lines.some((line) => line.includes(password)));
});

test('an administrator who resets the own password is logged out', async (t) => {
  const { root, rootId } = await start(t);
  const { headers } = await act(root, 'reset-password', rootId).expect(200);
  const cookies = headers['set-cookie'] as unknown as string[];
  assert.deepEqual(
    cookies.map((cookie) => cookie.split(';')[0]),
    ['parley.sid='],
  );
  await root.get('/admin').expect(303);
});

test('the list finds a username or its beginning, however it is typed', async (t) => {
  const { server, root } = await start(t);
  await server.member({ name: 'Benedikt', username: 'bene' });
  const search = async (typed: string) => listed((await root.get('/admin').query({ search: typed })).text);
  assert.deepEqual(await search(''), ['ben', 'bene', 'root']);
  assert.deepEqual(await search(' BEN '), ['ben', 'bene']);
  assert.deepEqual(await search('bene'), ['bene']);
  for (const typed of ['bent', 'en', '\0', '\ud800', 'b'.repeat(500), '"><script>', '$gt'])
    assert.deepEqual(await search(typed), [], JSON.stringify(typed));
  assert.match((await root.get('/admin?search=bent')).text, /No username begins like this\./);
  assert.match((await root.get('/admin?search=%22%3E%3Cb%3E')).text, /value="&#34;&gt;&lt;b&gt;"/);
  await root.get('/admin?search=a&search=b&after=!').expect(200);
});

test('the list has pages of 50 accounts in the order of their usernames', async (t) => {
  const { root } = await start(t);
  const usernames = Array.from({ length: 110 }, (_, i) => `user${String(i).padStart(3, '0')}`);
  await UserModel.create(
    usernames.map((username) => ({ username, name: 'U', passwordHash: '-', createdAt: new Date() })),
  );
  let path: string | undefined = '/admin?search=user';
  const pages: string[][] = [];
  while (path !== undefined) {
    const { text }: { text: string } = await root.get(path).expect(200);
    pages.push(listed(text));
    path = /href="([^"]+)">More accounts</.exec(text)?.[1]?.replaceAll('&amp;', '&').replaceAll('&#38;', '&');
  }
  assert.deepEqual(
    pages.map(({ length }) => length),
    [50, 50, 10],
  );
  assert.deepEqual(pages.flat(), usernames);
});

test('the list marks the own account, administrators and disabled accounts, and offers what fits', async (t) => {
  const { root, benId } = await start(t);
  await act(root, 'disable', benId).expect('Location', '/admin?search=ben&disable');
  const { text } = await root.get('/admin?search=ben&disable');
  assert.match(text, /role="status">[^]*The account is disabled/);
  assert.match(text, />Disabled</);
  const labels = [...text.matchAll(/aria-label="([^"]+)">([^<]+)<\/a>/g)].map(([, name]) => name);
  assert.deepEqual(labels, ['Enable ben', 'Make administrator: ben', 'Reset password of ben']);
  const own = (await root.get('/admin?search=root')).text;
  assert.match(own, />You<[^]*>Administrator<[^]*aria-label="Remove administrator rights of root"/);
});

test('unknown accounts and actions do not exist', async (t) => {
  const { root, benId } = await start(t);
  for (const path of [
    `/admin/accounts/${'0'.repeat(24)}/disable`,
    '/admin/accounts/ben/disable',
    `/admin/accounts/${benId}/delete`,
    `/admin/accounts/${benId}`,
  ]) {
    await root.get(path).expect(404);
    await root.post(path).type('form').send({ adminPassword: ANN.password }).expect(404);
  }
});
