import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { BSON, Double, Int32, Long } from 'bson';
import { agent } from 'supertest';
import { openData, replaceData } from '../../src/database-files.js';
import { startEmbeddedMongo } from '../../src/embedded-mongo/embedded-mongo.js';
import { readDatabaseFile } from '../embedded-mongo/support/database-file.js';
import { openClient } from '../embedded-mongo/support/server.js';
import { runCommand } from '../support/run-admin.js';
import type { AdminResult } from '../support/run-admin.js';
import { spawnServer } from '../support/spawn-server.js';
import { ANN } from '../support/start-server.js';
import { temporaryDirectory } from '../support/temporary-directory.js';

// The target is another embedded database, which the command reaches as it reaches a MongoDB: with the driver, by a URI.

/** A database that speaks MongoDB's protocol at `uri`. */
async function target(t: TestContext) {
  const directory = await temporaryDirectory(t);
  const embedded = await startEmbeddedMongo(directory, { expiryIntervalMs: 50 });
  t.after(() => embedded.close());
  const uri = embedded.uri('copy');
  const client = await openClient(t, uri);
  return { directory, uri, db: client.db(), close: () => embedded.close() };
}

function assertFailed({ code, stderr, stdout }: AdminResult, says: RegExp): void {
  assert.equal(code, 1, stdout);
  assert.match(stderr, says);
  assert.doesNotMatch(stderr, /\n\s+at |node:internal/);
}

const EXPIRED = new Date(1_600_000_000_000);
const LATER = new Date(Date.now() + 1e9);
const NOTES = Array.from({ length: 1_200 }, (_, at) => ({
  _id: `note ${at}`,
  at,
  double: new Double(at),
  long: Long.fromNumber(2 ** 54 + at),
  list: [new Int32(1), { deep: new Double(2) }],
}));

/** A data directory with values of all kinds. */
async function filled(t: TestContext): Promise<string> {
  const directory = await temporaryDirectory(t);
  await replaceData(directory, async ({ addHeader, addCollection, insert }) => {
    await addHeader({ createdAt: new Date(), sessionSecret: 'a secret of the sessions, long enough' });
    await addCollection('notes', [{ v: 2, key: { at: 1 }, name: 'at_1', unique: true }]);
    await insert(
      'notes',
      NOTES.map((note) => Buffer.from(BSON.serialize(note))),
    );
    const expiry = { v: 2, key: { expires: 1 }, name: 'expires_1', expireAfterSeconds: 0 } as const;
    await addCollection('sessions', [expiry]);
    await insert(
      'sessions',
      [EXPIRED, LATER].map((expires, _id) => Buffer.from(BSON.serialize({ _id, expires }))),
    );
    await addCollection('empty', []);
  });
  return directory;
}

test('an export copies every document byte by byte, with all indexes, and can be repeated', async (t) => {
  const source = await filled(t);
  const { directory, uri, db, close } = await target(t);
  const run = (...args: string[]) => runCommand('export', source, ['--to', uri, ...args]);
  const first = await run();
  assert.equal(first.code, 0, first.stderr);
  assert.match(first.stdout, /^ {2}notes: 1200 documents, 1 index, SHA-256 [0-9a-f]{16}$/m);
  assert.match(first.stdout, /^Copied and compared 1202 documents in 3 collections\.$/m);

  assertFailed(
    await run(),
    /^The database copy on \S+ holds data of Parley already\. Choose an empty database, or add/,
  );
  await db.collection('notes').deleteOne({ at: 7 });
  assert.equal((await run('--replace')).code, 0);
  await assert.rejects(db.collection('notes').insertOne({ at: 7 }), { code: 11000 });

  await db.collection('strangers').insertOne({});
  assertFailed(await run('--replace'), /holds other collections: strangers\. Choose an empty database\.$/m);
  // The index on `expires` works: it has removed the expired session.
  await assertEventually(async () => (await db.collection('sessions').countDocuments({})) === 1);
  await close();

  const copied = await openData(source);
  const originals = [...(copied?.collections.find(({ name }) => name === 'notes')?.documents() ?? [])];
  await copied?.close();
  const copies = (await readDatabaseFile(directory)).get('copy.notes') ?? [];
  assert.equal(copies.length, NOTES.length);
  const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
  const options = { promoteValues: false };
  assert.deepEqual(
    originals.map(hex).slice(0, 3),
    NOTES.slice(0, 3).map((note) => hex(BSON.serialize(note))),
  );
  assert.ok(BSON.deserialize(originals[0] ?? Buffer.alloc(0), options)['double'] instanceof Double);
});

test('an interrupted export marks its target, a server refuses it, and the next export starts again', async (t) => {
  const source = await filled(t);
  const { uri, db } = await target(t);
  const killed = await runCommand('export', source, ['--to', uri], {
    onStart(child) {
      const watch = setInterval(() => {
        void db
          .collection('notes')
          .countDocuments({})
          .then((count) => {
            if (count > 0) child.kill('SIGKILL');
          });
      }, 1);
      child.once('exit', () => {
        clearInterval(watch);
      });
    },
  });
  assert.equal(killed.code, 'SIGKILL');
  const server = spawnServer(t, { PORT: '0', HOST: '127.0.0.1', DATA_DIR: source, MONGODB_URI: uri });
  assert.equal(await server.ended(), 1);
  assert.match(
    server.output(),
    /^Parley cannot start\. The MongoDB in MONGODB_URI holds an unfinished copy\./m,
  );
  const again = await runCommand('export', source, ['--to', '-'], { input: `${uri}\n` });
  assert.equal(again.code, 0, again.stderr);
  assert.equal(await db.collection('notes').countDocuments({}), NOTES.length);
});

test('people log in and keep their sessions on the database that an export has filled', async (t) => {
  const dataDir = await temporaryDirectory(t);
  const settings = { PORT: '0', HOST: '127.0.0.1', DATA_DIR: dataDir };
  const { uri, db } = await target(t);
  const old = spawnServer(t, settings);
  const ann = agent(await old.address());
  await ann.post('/register').type('form').send(ANN).expect(303);
  assertFailed(
    await runCommand('export', dataDir, ['--to', uri]),
    /^A process uses \S+\. .* stop the server first/,
  );
  const rehearsal = await runCommand('export', dataDir, ['--to', uri, '--while-running']);
  assert.equal(rehearsal.code, 0, rehearsal.stderr);
  assert.match(rehearsal.stdout, /^The server has been running\./m);
  old.kill('SIGTERM');
  await old.ended();
  const final = await runCommand('export', dataDir, ['--to', uri, '--replace']);
  assert.equal(final.code, 0, final.stderr);

  const server = spawnServer(t, { ...settings, MONGODB_URI: uri });
  const url = await server.address();
  const cookies = ann.jar.getCookies({ domain: '127.0.0.1', path: '/', secure: false, script: false });
  await agent(url).get('/home').set('cookie', cookies.map(String).join('; ')).expect(200);
  await agent(url).post('/login').type('form').send(ANN).expect(303);
  await agent(url).post('/register').type('form').send(ANN).expect(422);
  assert.equal(await db.collection('users').countDocuments({}), 1);
  assert.match(server.output(), /stores its data in the database copy on MongoDB/);
});

test('an export refuses targets that cannot be right, and never prints the password', async (t) => {
  const source = await filled(t);
  const own = `mongodb://${encodeURIComponent(join(source, 'mongo.sock'))}/parley`;
  for (const [uri, says] of [
    ['http://user:hidden@localhost/parley', /^The target in --to is not a valid URI/],
    ['mongodb://user:hidden@localhost:1', /^The URI must name a database/],
    [
      'mongodb://user:hidden@localhost:1/parley?serverSelectionTimeoutMS=50',
      /^The command cannot use the MongoDB in --to/,
    ],
    [own, /^The target is the embedded database itself/],
  ] as const) {
    const result = await runCommand('export', source, ['--to', uri]);
    assertFailed(result, says);
    assert.doesNotMatch(result.stdout + result.stderr, /hidden/);
  }
});

async function assertEventually(holds: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 5_000;
  while (!(await holds())) {
    assert.ok(Date.now() < deadline, 'the fact does not come true');
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}
