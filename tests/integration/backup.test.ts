import assert from 'node:assert/strict';
import { readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { agent } from 'supertest';
import { callApi, tokenFor } from '../support/api-client.js';
import { runCommand } from '../support/run-admin.js';
import type { AdminResult } from '../support/run-admin.js';
import { spawnServer } from '../support/spawn-server.js';
import { ANN } from '../support/start-server.js';
import { temporaryDirectory } from '../support/temporary-directory.js';
import { TestPage } from '../support/test-page.js';

/** Starts a server in a process of its own. */
async function serve(t: TestContext, dataDir: string) {
  const server = spawnServer(t, { PORT: '0', HOST: '127.0.0.1', DATA_DIR: dataDir });
  return { server, url: await server.address() };
}

async function register(url: string, username = 'ann') {
  const visitor = agent(url);
  await visitor
    .post('/register')
    .type('form')
    .send({ ...ANN, username })
    .expect(303);
  return visitor;
}

/** A call with a chat message, which ends when the page leaves. */
async function talk(url: string, token: string): Promise<void> {
  const page = new TestPage(url, { authorization: `Bearer ${token}` });
  await page.connected();
  await page.join('team-call');
  await page.get('chat-message', { text: 'keep this sentence', clientKey: 'key-1' });
  await page.get('leave-call', {});
  page.close();
}

function succeeded(result: AdminResult): AdminResult {
  assert.equal(result.code, 0, result.stderr);
  return result;
}

function assertFailed({ code, stderr }: AdminResult, says: RegExp): void {
  assert.equal(code, 1, stderr);
  assert.match(stderr, says);
  assert.doesNotMatch(stderr, /\n\s+at |node:internal|node_modules/);
}

test('a backup of a running server restores accounts, sessions, history and chat, and is consistent while people write', async (t) => {
  const dataDir = await temporaryDirectory(t);
  const files = await temporaryDirectory(t);
  const { server, url } = await serve(t, dataDir);
  const ann = await register(url);
  const token = await tokenFor(url);
  await talk(url, token);
  const history = async (url: string) => (await callApi(url, 'get', '/history', { token })).body as unknown;
  const before = await history(url);
  assert.match(JSON.stringify(before), /team-call/);
  const cookies = ann.jar.getCookies({ domain: '127.0.0.1', path: '/', secure: false, script: false });
  const cookie = cookies.map(String).join('; ');
  /** All that the account may download, without the meetings that are added during the test. */
  const dataOf = async (url: string) => {
    const answer = await agent(url)
      .post('/account/export')
      .set('cookie', cookie)
      .type('form')
      .send({})
      .expect(200);
    const { profile, history, messages } = JSON.parse(answer.text) as Record<string, unknown>;
    return { profile, history, messages };
  };
  const dataBefore = await dataOf(url);
  assert.match(JSON.stringify(dataBefore.messages), /keep this sentence/);

  // People go on writing during the backup.
  const writes = { isOver: false, count: 0 };
  const writing = (async () => {
    while (!writes.isOver) {
      await ann.post('/meetings').type('form').send({});
      writes.count++;
    }
  })();
  const file = join(files, 'first.backup');
  const backedUp = succeeded(await runCommand('backup', dataDir, [file]));
  assert.match(
    backedUp.stdout,
    /^Wrote \S+first\.backup with \d+ documents in \d+ collections \(\d+ kB\)\. It holds/,
  );
  assert.equal(statSync(file).mode & 0o777, 0o600);
  assertFailed(await runCommand('backup', dataDir, [file]), /^There is a file \S+first\.backup already/);
  succeeded(await runCommand('backup', dataDir, [file, '--replace']));
  const piped = succeeded(await runCommand('backup', dataDir, ['-']));
  assert.match(gunzipSync(piped.bytes).toString('latin1'), /^H[^]*parley-backup[^]*keep this sentence/);
  writes.isOver = true;
  await writing;
  assert.ok(writes.count > 3, `${writes.count} requests`);
  assert.deepEqual(readdirSync(files), ['first.backup']);
  assertFailed(
    await runCommand('restore', dataDir, [file, '--replace']),
    /is in use by another Parley process/,
  );
  server.kill('SIGKILL');
  await server.ended();

  const other = join(await temporaryDirectory(t), 'data');
  const restored = succeeded(await runCommand('restore', other, [file]));
  assert.match(restored.stdout, /^Restored a backup of \S+ with \d+ documents in \d+ collections into /);
  assert.deepEqual(readdirSync(other).sort(), ['parley.mdb', 'session-secret']);
  for (const name of readdirSync(other)) assert.equal(statSync(join(other, name)).mode & 0o777, 0o600);
  const second = await serve(t, other);
  assert.deepEqual(await history(second.url), before);
  assert.deepEqual(await dataOf(second.url), dataBefore);
  const page = await agent(second.url).get('/history').set('cookie', cookie).expect(200);
  assert.match(page.text, /team-call/);
  await agent(second.url).post('/login').type('form').send(ANN).expect(303);
  await agent(second.url).post('/register').type('form').send(ANN).expect(422);
  assert.doesNotMatch(second.server.output(), /admin\/claim\?token=\S+\n[^]*admin\/claim/);
});

test('a restore replaces data only when told, keeps the old files, and ends sessions when told', async (t) => {
  const dataDir = await temporaryDirectory(t);
  const file = join(await temporaryDirectory(t), 'a.backup');
  const first = await serve(t, dataDir);
  await register(first.url);
  const token = await tokenFor(first.url);
  succeeded(await runCommand('backup', dataDir, [file]));
  await register(first.url, 'ben');
  first.server.kill('SIGTERM');
  await first.server.ended();

  assertFailed(
    await runCommand('restore', dataDir, [file]),
    /^There are data in \S+ already\. Add --replace/,
  );
  const { stdout } = succeeded(await runCommand('restore', dataDir, [file, '--replace', '--end-sessions']));
  assert.match(stdout, /^The old files are in (\S+before-restore-\S+)\. /m);
  assert.match(stdout, /^All sessions and API tokens are ended\./m);
  const aside = /files are in (\S+)\. /.exec(stdout)?.[1] ?? '';
  assert.deepEqual(readdirSync(aside).sort(), ['parley.mdb', 'session-secret']);

  const second = await serve(t, dataDir);
  assert.equal((await callApi(second.url, 'get', '/me', { token })).status, 401);
  await agent(second.url).post('/login').type('form').send(ANN).expect(303);
  await agent(second.url)
    .post('/login')
    .type('form')
    .send({ ...ANN, username: 'ben' })
    .expect(401);
  // The old files are whole: they work as a data directory.
  const third = await serve(t, aside);
  await agent(third.url)
    .post('/login')
    .type('form')
    .send({ ...ANN, username: 'ben' })
    .expect(303);
});

test('a file that is not a whole backup is refused, and changes nothing', async (t) => {
  const dataDir = await temporaryDirectory(t);
  const files = await temporaryDirectory(t);
  const { server, url } = await serve(t, dataDir);
  await register(url);
  const whole = succeeded(await runCommand('backup', dataDir, ['-'])).bytes;
  server.kill('SIGTERM');
  await server.ended();
  const empty = join(files, 'empty');
  const path = join(files, 'a.backup');
  const damaged = Buffer.from(whole);
  damaged[whole.length >> 1] = (damaged[whole.length >> 1] ?? 0) ^ 0xff;
  for (const [content, says] of [
    [whole.subarray(0, -20), /^The backup is incomplete/],
    [damaged, /^The backup is damaged/],
    [Buffer.from('# a text'), /^This is not a backup of Parley/],
  ] as const) {
    writeFileSync(path, content);
    assertFailed(await runCommand('restore', empty, [path]), says);
  }
  assertFailed(await runCommand('restore', empty, [path, '--check']), /^This is not a backup/);
  assert.deepEqual(readdirSync(empty), []);
  assertFailed(
    await runCommand('restore', empty, [join(files, 'missing')]),
    /^The backup cannot be read: ENOENT/,
  );
  const before = statSync(join(dataDir, 'parley.mdb')).mtimeMs;
  assertFailed(await runCommand('restore', dataDir, [path, '--replace']), /^This is not a backup/);
  assert.ok(statSync(join(dataDir, 'parley.mdb')).mtimeMs >= before);
  assert.deepEqual(
    readdirSync(dataDir).filter((name) => name.includes('restore')),
    [],
  );
  const check = succeeded(await runCommand('restore', empty, ['-', '--check'], { input: whole }));
  assert.match(check.stdout, /^The file is a backup of \S+ with \d+ documents in \d+ collections\.\n$/);
  succeeded(await runCommand('restore', empty, ['-'], { input: whole }));
  const again = await serve(t, empty);
  await agent(again.url).post('/login').type('form').send(ANN).expect(303);
});

test('the commands explain wrong arguments, missing data and the use of a MongoDB', async (t) => {
  const dataDir = await temporaryDirectory(t);
  assertFailed(await runCommand('backup', dataDir, []), /^There is no database in /);
  const env = { MONGODB_URI: 'mongodb://u:hidden@localhost/parley' };
  assertFailed(await runCommand('backup', dataDir, [], { env }), /mongodump/);
  assertFailed(await runCommand('restore', dataDir, ['a.backup'], { env }), /^MONGODB_URI is set/);
  for (const [name, args, says] of [
    ['restore', [], /^A backup file is missing\.\n\nUsage: npm run restore/],
    ['backup', ['a', 'b'], /^The command does not take b\.\n\nUsage: npm run backup/],
    ['export', ['--replace'], /^The target is missing: --to MONGODB_URI\.\n\nUsage: npm run export/],
  ] as const) {
    const { code, stderr } = await runCommand(name, dataDir, args);
    assert.equal(code, 2);
    assert.match(stderr, says);
  }
  assert.deepEqual(readdirSync(dataDir), []);
});
