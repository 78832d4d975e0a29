import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readdirSync, statSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { agent } from 'supertest';
import { temporaryDirectory } from '../support/temporary-directory.js';
import { spawnServer } from '../support/spawn-server.js';
import { TestPage } from '../support/test-page.js';
import { ANN } from '../support/start-server.js';

/** Resolves with the output of a server that refuses to start: one paragraph without a stack trace. */
async function refusal(t: TestContext, env: Record<string, string>): Promise<string> {
  const server = spawnServer(t, { PORT: '0', ...env });
  assert.equal(await server.ended(), 1, server.output());
  const output = server.output();
  assert.match(output, /^Parley cannot start\. /);
  assert.doesNotMatch(output, /\n\s+at |node:internal|node_modules/);
  return output;
}

async function register(url: string): Promise<string> {
  const { status, headers } = await agent(url).post('/register').type('form').send(ANN);
  assert.equal(status, 303);
  return String(headers['set-cookie']).split(';')[0] ?? '';
}

test('the server prints its address, its data directory and the link for the administrator in three lines, and creates a secret that only its owner can read', async (t) => {
  const dataDir = await temporaryDirectory(t);
  const server = spawnServer(t, { PORT: '0', DATA_DIR: dataDir });
  const url = await server.address();
  assert.match(url, /^http:\/\/localhost:\d+$/);
  assert.equal((await fetch(url)).status, 200);
  const lines = server.output().trim().split('\n');
  assert.equal(lines.length, 3);
  assert.ok(lines[1]?.includes(dataDir), lines[1]);
  assert.match(lines[2] ?? '', new RegExp(`${url}/admin/claim\\?token=[\\w-]{43}$`));
  assert.equal(statSync(join(dataDir, 'session-secret')).mode & 0o777, 0o600);
});

test('accounts and sessions survive kill -9', async (t) => {
  const dataDir = await temporaryDirectory(t);
  const first = spawnServer(t, { PORT: '0', DATA_DIR: dataDir });
  const cookie = await register(await first.address());
  first.kill('SIGKILL');
  assert.equal(await first.ended(), 'SIGKILL');
  const second = spawnServer(t, { PORT: '0', DATA_DIR: dataDir });
  const response = await fetch(`${await second.address()}/home`, { headers: { cookie }, redirect: 'manual' });
  assert.equal(response.status, 200);
  assert.match(await response.text(), /Hello, Ann/);
});

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  test(`${signal} stops the server: pages in a call get a notice, open connections end, and the exit code is 0`, async (t) => {
    const server = spawnServer(t, { PORT: '0', DATA_DIR: await temporaryDirectory(t) });
    const url = (await server.address()).replace('localhost', '127.0.0.1');
    const page = await new TestPage(url, { cookie: await register(url) }).connected();
    await page.join('abc-defg-hjk');
    const { hostname, port } = new URL(url);
    const idle = connect(Number(port), hostname);
    await once(idle, 'connect');
    server.kill(signal);
    await page.next('server-draining');
    assert.equal(await server.ended(), 0, server.output());
    await page.ended();
    page.close();
    idle.destroy();
  });
}

test('all invalid settings are listed at once', async (t) => {
  const said = await refusal(t, { PORT: 'http', REGISTRATION: 'maybe', SESSION_SECRET: 'hunter2' });
  for (const name of ['PORT', 'REGISTRATION', 'SESSION_SECRET'])
    assert.ok(said.includes(`${name} must be`), said);
  assert.ok(!said.includes('hunter2'));
});

test('a port in use stops the start with a sentence', async (t) => {
  const other = createServer().listen(0);
  await once(other, 'listening');
  t.after(() => other.close());
  const { port } = other.address() as AddressInfo;
  const said = await refusal(t, { PORT: String(port), DATA_DIR: await temporaryDirectory(t) });
  assert.match(said, new RegExp(`Port ${port} is used by another program`));
});

test('an unusable data directory stops the start with a sentence', async (t) => {
  const file = join(await temporaryDirectory(t), 'file');
  writeFileSync(file, '');
  for (const dataDir of [file, join(file, 'data')])
    assert.match(await refusal(t, { DATA_DIR: dataDir }), /DATA_DIR/);
});

test('of two processes with one data directory the second refuses to start, and the first continues', async (t) => {
  const dataDir = await temporaryDirectory(t);
  const first = spawnServer(t, { PORT: '0', DATA_DIR: dataDir });
  const url = await first.address();
  assert.match(await refusal(t, { DATA_DIR: dataDir }), /another|already|in use/i);
  assert.equal((await fetch(url)).status, 200);
});

test('an unreachable MongoDB stops the start with a sentence that contains no credentials', async (t) => {
  const dataDir = await temporaryDirectory(t);
  for (const uri of [
    'mongodb://user:hunter2@127.0.0.1:1/parley?serverSelectionTimeoutMS=200',
    'mongodb://user:hunter2@/parley',
    'mongodb://user:hunter2@127.0.0.1:1/parley?nonsense=1',
  ]) {
    const said = await refusal(t, { DATA_DIR: dataDir, MONGODB_URI: uri });
    assert.match(said, /MONGODB_URI/, uri);
    assert.ok(!said.includes('hunter2'), said);
  }
  assert.deepEqual(readdirSync(dataDir), [], 'the server creates no embedded database instead');
});

test('the server reads a file .env, and the environment overrides it', async (t) => {
  const folder = await temporaryDirectory(t);
  writeFileSync(join(folder, '.env'), 'PORT=0\nDATA_DIR=./from-file\nREGISTRATION=closed\nLOG_LEVEL=loud\n');
  const server = spawnServer(t, { LOG_LEVEL: 'info' }, folder);
  assert.equal((await fetch(`${await server.address()}/register`)).status, 403);
  assert.ok(readdirSync(folder).includes('from-file'));
});
