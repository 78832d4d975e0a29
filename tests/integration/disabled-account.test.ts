import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { UserModel } from '../../src/models/user.js';
import { act, adminMember, idOf } from '../support/admins.js';
import { callApi, codeOf, tokenFor } from '../support/api-client.js';
import { logIn } from '../support/register.js';
import { ANN, startServer } from '../support/start-server.js';
import { TestPage } from '../support/test-page.js';
import { CODE } from '../support/two-in-call.js';

/** Starts a server with the administrator Root, and Ben with a page, a session and a token. */
async function start(t: TestContext) {
  const server = await startServer(t);
  const root = await adminMember(server, 'root');
  const ben = await server.member({ name: 'Ben', username: 'ben' });
  const open = (cookie: string) => {
    const page = new TestPage(server.url, { cookie });
    t.after(() => {
      page.close();
    });
    return page.connected();
  };
  const logInWith = (username: string, password: string) =>
    server.visitor().post('/login').type('form').send({ username, password });
  return { server, root, ben, benId: await idOf('ben'), open, logInWith };
}

test('a disabled account loses its sessions, tokens, sockets and calls at once', async (t) => {
  const { server, root, ben, benId, open } = await start(t);
  const [cookie, token] = [await logIn(server, 'Ben'), await tokenFor(server.url, 'ben')];
  const [page, program] = [
    await open(cookie),
    new TestPage(server.url, { authorization: `Bearer ${token}` }),
  ];
  t.after(() => {
    program.close();
  });
  await program.connected();
  const other = await open(await logIn(server, 'Root'));
  await other.join(CODE);
  await page.join(CODE);
  await other.rosterOf('root', 'Ben');
  const ended = [page.ended(), program.ended()];

  await act(root, 'disable', benId).expect(303);
  assert.deepEqual(await Promise.all(ended), ['io server disconnect', 'io server disconnect']);
  await other.rosterOf('root');
  await ben.get('/home').expect(303).expect('Location', '/login?next=%2Fhome');
  const me = await callApi(server.url, 'get', '/me', { token });
  assert.deepEqual([me.status, codeOf(me)], [401, 'invalid-token']);
  for (const options of [{ cookie }, { authorization: `Bearer ${token}` }]) {
    const again = new TestPage(server.url, options);
    await assert.rejects(again.connected(), /unauthorized/);
    again.close();
  }
});

test('sessions and tokens that survive in the database do not work, also after the account is enabled', async (t) => {
  const { server, root, ben, benId } = await start(t);
  const token = await tokenFor(server.url, 'ben');
  const cookie = await logIn(server, 'Ben');
  // As a login that was in progress when the account was disabled leaves them.
  await UserModel.updateOne({ username: 'ben' }, { $set: { disabledAt: new Date() } });
  const assertRefused = async () => {
    assert.equal((await callApi(server.url, 'get', '/me', { token })).status, 401);
    assert.equal((await callApi(server.url, 'get', '/me', { headers: { cookie } })).status, 401);
    for (const options of [{ cookie }, { authorization: `Bearer ${token}` }]) {
      const again = new TestPage(server.url, options);
      await assert.rejects(again.connected(), /unauthorized/);
      again.close();
    }
  };
  await ben.get('/home').expect(303);
  await assertRefused();
  await act(root, 'enable', benId).expect(303);
  await assertRefused();
});

test('a disabled account learns so from the right password only', async (t) => {
  const { server, root, benId, logInWith } = await start(t);
  const unknown = await logInWith('nobody', 'wrong horse battery').expect(401);
  await act(root, 'disable', benId).expect(303);
  const wrong = await logInWith('ben', 'wrong horse battery').expect(401);
  assert.equal(wrong.text, unknown.text.replace('value="nobody"', 'value="ben"'));

  const right = await logInWith('ben', ANN.password).expect(403);
  assert.match(right.text, /This account is disabled\. Ask the administrator of this server to enable it\./);
  assert.equal(right.headers['set-cookie'], undefined);
  assert.ok(server.lines.some((line) => /info login refused reason=disabled address=/.test(line)));

  const body = { username: 'ben', password: ANN.password };
  const api = await callApi(server.url, 'post', '/login', { body });
  assert.deepEqual([api.status, codeOf(api)], [403, 'account-disabled']);
  const wrongApi = await callApi(server.url, 'post', '/login', { body: { ...body, password: 'wrong' } });
  assert.deepEqual([wrongApi.status, codeOf(wrongApi)], [401, 'wrong-password']);
});

test('a wrong password for a disabled account takes as long as for an unknown username', async (t) => {
  const server = await startServer(t, { bcryptCost: 10 });
  await server.member({ name: 'Ben', username: 'ben' });
  await UserModel.updateOne({ username: 'ben' }, { $set: { disabledAt: new Date() } });
  const timeOf = async (username: string) => {
    const began = performance.now();
    await server.visitor().post('/login').type('form').send({ username, password: 'wrong' }).expect(401);
    return performance.now() - began;
  };
  const [disabled, unknown]: [number[], number[]] = [[], []];
  // In turns, because the machine may be busier for a while.
  for (let round = 0; round < 9; round += 1) {
    disabled.push(await timeOf('ben'));
    unknown.push(await timeOf('nobody'));
  }
  const median = (times: number[]) => times.sort((a, b) => a - b)[4] ?? NaN;
  const ratio = median(disabled) / median(unknown);
  assert.ok(ratio > 0.5 && ratio < 2, `ratio ${ratio}`);
});

test('an enabled account can log in again, but its earlier sessions and tokens have ended', async (t) => {
  const { server, root, ben, benId, logInWith } = await start(t);
  const token = await tokenFor(server.url, 'ben');
  await act(root, 'disable', benId).expect(303);
  await act(root, 'enable', benId).expect('Location', '/admin?search=ben&enable');
  await ben.get('/home').expect(303);
  assert.equal((await callApi(server.url, 'get', '/me', { token })).status, 401);
  await logInWith('ben', ANN.password).expect(303);
  const page = await root.get('/admin?search=ben&enable');
  assert.match(page.text, /The account is enabled\./);
});

test('enabling an account that is enabled already ends no session', async (t) => {
  const { root, ben, benId } = await start(t);
  await act(root, 'enable', benId).expect(303);
  await ben.get('/home').expect(200);
});

test('a disabled account keeps its username and stays in the history of others', async (t) => {
  const { server, root, benId, open } = await start(t);
  const [mine, other] = [await open(await logIn(server, 'Ben')), await open(await logIn(server, 'Root'))];
  await other.join(CODE);
  await mine.join(CODE);
  await act(root, 'disable', benId).expect(303);
  await server
    .visitor()
    .post('/register')
    .type('form')
    .send({ ...ANN, username: 'ben' })
    .expect(422);
  assert.match((await root.get('/history')).text, /root<\/bdi> and <bdi>Ben/);
});
