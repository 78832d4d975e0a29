import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { agent } from 'supertest';
import { UserModel } from '../../src/models/user.js';
import { idOf } from '../support/admins.js';
import { callApi, tokenFor } from '../support/api-client.js';
import { logIn } from '../support/register.js';
import { passwordIn, runAdmin } from '../support/run-admin.js';
import type { AdminResult } from '../support/run-admin.js';
import { spawnServer } from '../support/spawn-server.js';
import { ANN, startServer } from '../support/start-server.js';
import { temporaryDirectory } from '../support/temporary-directory.js';
import { TestPage } from '../support/test-page.js';

const CREATE_ANN = ['create-user', '--name', 'Ann Lind', '--username', 'ann'];
const NEW_PASSWORD = 'a much better battery';

/** A server in this process on a directory of its own, which the commands use too. */
async function start(t: TestContext, options = {}) {
  const dataDir = await temporaryDirectory(t);
  const server = await startServer(t, { dataDir, ...options });
  const admin = (args: string[], input?: string) => runAdmin(dataDir, args, input);
  const enter = (password: string, username = 'ann') =>
    server.visitor().post('/login').type('form').send({ username, password });
  return { server, admin, enter };
}

/** Fails if the command failed. Returns its output. */
function succeeded(result: AdminResult): AdminResult {
  assert.equal(result.code, 0, result.stderr);
  return result;
}

/** Fails unless the command failed with this code and a sentence, without a stack trace. */
function assertFailed({ code, stdout, stderr }: AdminResult, expected: number, says: RegExp): void {
  assert.equal(code, expected, stderr);
  assert.match(stderr, says);
  assert.doesNotMatch(stderr, /\n\s+at |node:internal|node_modules/);
  assert.equal(stdout, '');
}

// On MongoDB the test server has a database that the commands do not know.
const onEmbedded = { skip: process.env['TEST_MONGODB_URI'] !== undefined };

test(
  'while the server is running, the command line creates an account that can log in at once',
  onEmbedded,
  async (t) => {
    const { admin, enter } = await start(t);
    const result = succeeded(await admin([...CREATE_ANN, '--admin']));
    assert.match(
      result.stdout,
      /^Created the account ann in the embedded database in \S+\.\nann is an administrator\./,
    );
    const id = await idOf('ann');
    assert.match(result.stderr, new RegExp(`^\\S+ info admin create-user user=${id} by=command-line\n$`));
    const password = passwordIn(result);
    assert.match(password, /^(?:[a-z2-9]{5}-){3}[a-z2-9]{5}$/);
    assert.ok(!result.stderr.includes(password));
    await enter(password).expect(303);
    assert.equal((await UserModel.findOne({ username: 'ann' }).lean())?.isAdmin, true);
    assertFailed(await admin(CREATE_ANN), 1, /^The username ann is taken\.$/m);
  },
);

const today = () => new Date().toISOString().slice(0, 10);

test('without a server, the command line opens the database itself, and the server finds the account', async (t) => {
  const dataDir = await temporaryDirectory(t);
  const before = today();
  const empty = succeeded(await runAdmin(dataDir, ['list']));
  assert.equal(empty.stdout, `There are no accounts in the embedded database in ${dataDir}.\n`);
  const created = succeeded(await runAdmin(dataDir, [...CREATE_ANN, '--admin']));
  assert.ok(!readdirSync(dataDir).includes('mongo.sock'), 'the directory is free again');
  const listed = succeeded(await runAdmin(dataDir, ['list']));
  const expected = [before, today()].map(
    (day) => `USERNAME  NAME      CREATED     ADMIN  DISABLED\nann       Ann Lind  ${day}  yes    no\n`,
  );
  assert.ok(expected.includes(listed.stdout), listed.stdout); // midnight may have passed
  const server = spawnServer(t, { PORT: '0', HOST: '127.0.0.1', DATA_DIR: dataDir });
  const visitor = agent(await server.address());
  await visitor
    .post('/login')
    .type('form')
    .send({ username: 'ann', password: passwordIn(created) })
    .expect(303);
  await visitor.get('/admin').expect(200);
  assert.doesNotMatch(server.output(), /admin\/claim/);
});

test('the commands work beside a server in another process and leave it running', async (t) => {
  const dataDir = await temporaryDirectory(t);
  const server = spawnServer(t, { PORT: '0', HOST: '127.0.0.1', DATA_DIR: dataDir });
  const url = await server.address();
  for (const args of [CREATE_ANN, ['make-admin', 'ann'], ['reset-password', 'ANN'], ['list']])
    succeeded(await runAdmin(dataDir, args));
  assert.equal((await fetch(url)).status, 200);
  assert.match(server.output(), /admin\/claim\?token=/);
  server.kill('SIGKILL');
  await server.ended();
  // The killed server has left its socket.
  assert.ok(readdirSync(dataDir).includes('mongo.sock'));
  assert.match(succeeded(await runAdmin(dataDir, ['list'])).stdout, /^ann .* yes {4}no$/m);
});

for (const command of ['disable', 'reset-password']) {
  test(
    `${command} ends sessions and tokens at once, and sockets with the next session check`,
    onEmbedded,
    async (t) => {
      const { server, admin } = await start(t, { sessionCheckMs: 100 });
      const ann = await server.member();
      const token = await tokenFor(server.url);
      const pages = [{ cookie: await logIn(server, 'Ann') }, { authorization: `Bearer ${token}` }].map(
        (options) => new TestPage(server.url, options),
      );
      t.after(() => {
        for (const page of pages) page.close();
      });
      for (const page of pages) await page.connected();
      succeeded(await admin([command, 'ann']));
      await ann.get('/home').expect(303);
      assert.equal((await callApi(server.url, 'get', '/me', { token })).status, 401);
      for (const page of pages) {
        await page.next('session-ended');
        await page.ended();
      }
    },
  );
}

test(
  'reset-password replaces the password; disable and enable close and open the account',
  onEmbedded,
  async (t) => {
    const { server, admin, enter } = await start(t);
    await server.member();
    const reset = succeeded(await admin(['reset-password', 'ann']));
    await enter(ANN.password).expect(401);
    await enter(passwordIn(reset)).expect(303);
    succeeded(await admin(['disable', 'ann']));
    await enter(passwordIn(reset)).expect(403);
    assert.match(succeeded(await admin(['list'])).stdout, /^ann .* no {5}\d{4}-\d\d-\d\d$/m);
    succeeded(await admin(['enable', 'ann']));
    await enter(passwordIn(reset)).expect(303);
  },
);

test(
  'a password comes from standard input, without its line break, and is not printed',
  onEmbedded,
  async (t) => {
    const { admin, enter } = await start(t);
    const created = succeeded(await admin([...CREATE_ANN, '--password-stdin'], `${ANN.password}\n`));
    await enter(ANN.password).expect(303);
    const reset = succeeded(await admin(['reset-password', 'ann', '--password-stdin'], NEW_PASSWORD));
    await enter(NEW_PASSWORD).expect(303);
    for (const { stdout, stderr } of [created, reset])
      assert.doesNotMatch(stdout + stderr, /battery|Temporary/);
  },
);

test('make-admin and revoke-admin change the rights; the last administrator stays', onEmbedded, async (t) => {
  const { server, admin } = await start(t);
  const ann = await server.member();
  await server.member({ username: 'bob' });
  succeeded(await admin(['make-admin', 'ann']));
  await ann.get('/admin').expect(200);
  for (const command of ['revoke-admin', 'disable'])
    assertFailed(await admin([command, 'ann']), 1, /^ann is the last administrator\. Make somebody else/);
  await ann.get('/admin').expect(200);
  succeeded(await admin(['make-admin', 'bob']));
  succeeded(await admin(['revoke-admin', 'ann']));
  await ann.get('/admin').expect(404);
});

test('the list holds every account', onEmbedded, async (t) => {
  const { admin } = await start(t);
  const usernames = Array.from({ length: 450 }, (_, i) => `user${String(i).padStart(3, '0')}`);
  await UserModel.create(
    usernames.map((username) => ({ username, name: 'U', passwordHash: '-', createdAt: new Date() })),
  );
  const { stdout } = succeeded(await admin(['list']));
  const [, ...lines] = stdout.trim().split('\n');
  assert.deepEqual(
    lines.map((line) => line.split(' ')[0]),
    usernames,
  );
});

test('values that are not allowed, and unknown accounts, fail with a sentence and exit code 1', async (t) => {
  const dataDir = await temporaryDirectory(t);
  const invalid = ['create-user', '--name', ' ', '--username', 'a b', '--password-stdin'];
  assertFailed(
    await runAdmin(dataDir, invalid, 'short'),
    1,
    /^The account was not created:\n {2}name: .+\n {2}username: .+\n {2}password: Use at least 8 characters\.$/m,
  );
  assertFailed(
    await runAdmin(dataDir, ['disable', 'nobody']),
    1,
    /^There is no account nobody in the embedded database in /,
  );
  succeeded(await runAdmin(dataDir, CREATE_ANN));
  const reset = ['reset-password', 'ann', '--password-stdin'];
  assertFailed(await runAdmin(dataDir, reset, 'short'), 1, /^The password was not changed\. Use at least 8/);
  assertFailed(await runAdmin(dataDir, reset, 'x'.repeat(5_000)), 1, /^The password is too long\.$/m);
});

test('wrong arguments show the usage and exit with code 2, before anything is opened', async (t) => {
  const dataDir = await temporaryDirectory(t);
  assertFailed(
    await runAdmin(dataDir, []),
    2,
    /^A command is missing\.\n\nUsage: npm run admin -- COMMAND\n/,
  );
  assertFailed(await runAdmin(dataDir, ['disable']), 2, /^A username is missing\.\n\nUsage: /);
  const help = succeeded(await runAdmin(dataDir, ['--help']));
  assert.match(help.stdout, /^Usage: /);
  assert.deepEqual(readdirSync(dataDir), []);
});

test('a data directory that cannot be used fails with a sentence', async () => {
  const { code, stderr } = await runAdmin('/dev/null/data', ['list']);
  assert.equal(code, 1);
  assert.match(stderr, /^The command failed\. It cannot use the data directory: \/dev\/null\/data /);
});
