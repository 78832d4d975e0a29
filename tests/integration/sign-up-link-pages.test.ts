import assert from 'node:assert/strict';
import { test } from 'node:test';
import { adminMember } from '../support/admins.js';
import { runAdmin } from '../support/run-admin.js';
import { ANN, startServer } from '../support/start-server.js';
import { temporaryDirectory } from '../support/temporary-directory.js';

const PAGE = '/admin/sign-up-links';
const FORM = { accounts: '2', adminPassword: ANN.password };

test('an administrator creates a link, sees it once, sees its use and revokes it', async (t) => {
  const server = await startServer(t, { settings: { PUBLIC_URL: 'http://meet.example' } });
  const admin = await adminMember(server, 'ada');
  assert.match(
    (await admin.get('/admin').expect(200)).text,
    /href="\/admin\/sign-up-links">Create a sign-up link</,
  );
  const { text } = await admin.post(PAGE).type('form').send(FORM).expect(200);
  const url = /http:\/\/meet\.example(\/register\?invitation=[\w-]{43})</.exec(text)?.[1] ?? '';
  assert.match(text, /0 of 2 accounts created/);
  const token = url.split('=')[1] ?? '';
  assert.ok(!(await admin.get(PAGE).expect(200)).text.includes(token));
  const guest = server.visitor();
  await guest.get(url).expect(200);
  await guest
    .post('/register')
    .type('form')
    .send({ ...ANN, invitation: token })
    .expect(303);
  const list = (await admin.get(PAGE)).text;
  assert.match(list, /1 of 2 accounts created/);
  const link = /name="link" value="(\w{24})"/.exec(list)?.[1] ?? '';
  await admin
    .post(`${PAGE}/revoke`)
    .type('form')
    .send({ link })
    .expect(303)
    .expect('Location', `${PAGE}?revoked`);
  assert.match(
    (await admin.get(`${PAGE}?revoked`)).text,
    /The link doesn’t work any more\.[^]*There are no valid links\./,
  );
  assert.ok(server.lines.some((line) => /admin create-sign-up-link link=\w+ by=\w+ address=/.test(line)));
  assert.ok(!server.lines.join('\n').includes(token));
});

test('the form refuses other numbers and a wrong password, and shows what was typed', async (t) => {
  const server = await startServer(t);
  const admin = await adminMember(server, 'ada');
  for (const accounts of ['0', '51', '-1', '1.5', 'many', '', '9'.repeat(30)]) {
    const { text } = await admin
      .post(PAGE)
      .type('form')
      .send({ ...FORM, accounts })
      .expect(422);
    assert.match(text, /id="accounts-problem">[^]*Enter a number from 1 to 50\./, accounts);
  }
  const { text } = await admin
    .post(PAGE)
    .type('form')
    .send({ ...FORM, adminPassword: 'wrong' })
    .expect(422);
  assert.match(text, /name="accounts"[^>]*value="2"[^]*id="adminPassword-problem"/);
  assert.match((await admin.get(PAGE)).text, /There are no valid links\./);
  await admin.post(`${PAGE}/revoke`).type('form').send({ link: 'x' }).expect(303);
  const ben = await server.member({ username: 'ben' });
  await ben.post(PAGE).type('form').send(FORM).expect(404);
});

test('the terminal creates, lists and revokes links beside a running server', async (t) => {
  const dataDir = await temporaryDirectory(t);
  const server = await startServer(t, { dataDir, settings: { REGISTRATION: 'closed' } });
  const invited = await runAdmin(dataDir, ['invite', '--accounts', '3']);
  assert.equal(invited.code, 0, invited.stderr);
  const path = /^Sign-up link, behind the address of your server: (\S+)$/m.exec(invited.stdout)?.[1] ?? '';
  assert.match(invited.stdout, /^It works until \S+ \S+ UTC for 3 accounts, and is not shown again\./m);
  await server.visitor().get(path).expect(200);
  const { stdout } = await runAdmin(dataDir, ['links']);
  const [, id = ''] = /^(\w{24}) {2}0 of 3 accounts created, expires /.exec(stdout) ?? [];
  assert.equal((await runAdmin(dataDir, ['revoke-link', id])).code, 0);
  await server.visitor().get(path).expect(404);
  const again = await runAdmin(dataDir, ['revoke-link', id]);
  assert.equal(again.code, 1);
  assert.match(again.stderr, /^There is no link /m);
  for (const args of [
    ['invite', '--accounts', '51'],
    ['invite', '--accounts', 'x'],
    ['revoke-link'],
    ['links', 'x'],
  ])
    assert.equal((await runAdmin(dataDir, args)).code, 2, args.join(' '));
});
