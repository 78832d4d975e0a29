import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { BSON } from 'bson';
import { startEmbeddedMongo } from '../../src/embedded-mongo/embedded-mongo.js';
import { replaceDatabase } from '../../src/embedded-mongo/replace-database.js';
import { commitReplacement, startReplacement } from '../../src/embedded-mongo/replacement.js';
import { openSnapshot } from '../../src/embedded-mongo/snapshot.js';
import { temporaryDirectory } from '../support/temporary-directory.js';
import { readDatabaseFile } from './support/database-file.js';
import { openClient } from './support/server.js';

const STAMP = '2026-01-02T03-04-05-678Z';
const UNIQUE = { v: 2, key: { owner: 1 }, name: 'owner_1', unique: true } as const;

const note = (id: string, owner = id) => Buffer.from(BSON.serialize({ _id: id, owner }));

function replaceBy(directory: string, ids: string[], stamp = STAMP) {
  return replaceDatabase(
    directory,
    { database: 'test', stamp },
    async ({ folder, addCollection, insert }) => {
      writeFileSync(join(folder, 'secret'), ids.join());
      await addCollection('notes', [UNIQUE]);
      await insert(
        'notes',
        ids.map((id) => note(id)),
      );
    },
  );
}

async function idsIn(directory: string): Promise<unknown[]> {
  const documents = await readDatabaseFile(directory);
  return (documents.get('test.notes') ?? []).map(({ _id }) => _id);
}

async function filled(t: TestContext, ids: string[]): Promise<string> {
  const directory = await temporaryDirectory(t);
  await replaceBy(directory, ids, 'first');
  return directory;
}

test('a replacement fills an empty directory, and its indexes refuse duplicates', async (t) => {
  const directory = await filled(t, ['a', 'b']);
  assert.deepEqual(readdirSync(directory).sort(), ['parley.mdb', 'secret']);
  assert.deepEqual(await idsIn(directory), ['a', 'b']);
  const embedded = await startEmbeddedMongo(directory);
  t.after(() => embedded.close());
  const notes = (await openClient(t, embedded.uri('test'))).db().collection('notes');
  await assert.rejects(notes.insertOne({ owner: 'a' }), { code: 11000 });
  await notes.insertOne({ owner: 'c' });
  assert.equal(await notes.countDocuments({ owner: 'c' }), 1);
});

test('a replacement keeps the old files aside, and replaces all files together', async (t) => {
  const directory = await filled(t, ['old']);
  const { aside } = await replaceBy(directory, ['new']);
  assert.deepEqual(await idsIn(directory), ['new']);
  assert.equal(readFileSync(join(directory, 'secret'), 'utf8'), 'new');
  assert.deepEqual(await idsIn(aside ?? ''), ['old']);
  assert.equal(readFileSync(join(aside ?? '', 'secret'), 'utf8'), 'old');
});

test('a replacement that fails changes nothing and leaves nothing', async (t) => {
  const directory = await filled(t, ['old']);
  const before = readFileSync(join(directory, 'parley.mdb'));
  const fail = (where: string) =>
    replaceDatabase(where, { database: 'test', stamp: STAMP }, async ({ addCollection, insert }) => {
      await addCollection('notes', [UNIQUE]);
      await insert('notes', [note('a', 'same'), note('b', 'same')]);
    });
  await assert.rejects(fail(directory), { code: 11000 });
  assert.ok(before.equals(readFileSync(join(directory, 'parley.mdb'))));
  assert.deepEqual(
    readdirSync(directory).filter((name) => name.includes('restore')),
    [],
  );
  const empty = await temporaryDirectory(t);
  await assert.rejects(fail(empty), { code: 11000 });
  assert.deepEqual(readdirSync(empty), []);
});

test('a replacement is refused while a process serves the directory, and a server while a replacement runs', async (t) => {
  const directory = await filled(t, ['old']);
  const embedded = await startEmbeddedMongo(directory);
  await assert.rejects(replaceBy(directory, ['new']), /is in use by another Parley process/);
  await embedded.close();
  await replaceDatabase(directory, { database: 'test', stamp: STAMP }, async ({ addCollection }) => {
    await addCollection('notes', []);
    await assert.rejects(startEmbeddedMongo(directory), /is in use by another Parley process/);
  });
  assert.deepEqual(await idsIn(directory), []);
});

/** Writes the new files of a replacement as they are just before or just after its decisive step. */
async function interrupted(t: TestContext, step: 'part' | 'ready'): Promise<string> {
  const directory = await filled(t, ['old']);
  const folder = startReplacement(directory, STAMP);
  const source = await filled(t, ['new']);
  for (const name of ['parley.mdb', 'secret'])
    writeFileSync(join(folder, name), readFileSync(join(source, name)));
  if (step === 'ready') commitReplacement(directory, STAMP);
  return directory;
}

async function startOnce(directory: string): Promise<void> {
  const embedded = await startEmbeddedMongo(directory);
  await embedded.close();
}

test('after a crash before the decisive step the old files stay, and the next attempt removes the rest', async (t) => {
  const directory = await interrupted(t, 'part');
  await startOnce(directory);
  assert.deepEqual(await idsIn(directory), ['old']);
  assert.equal(readFileSync(join(directory, 'secret'), 'utf8'), 'old');
  await replaceBy(directory, ['newer'], 'second');
  assert.deepEqual(
    readdirSync(directory).filter((name) => name.startsWith('restore-')),
    [],
  );
});

test('after a crash behind the decisive step the next server has all new files', async (t) => {
  const directory = await interrupted(t, 'ready');
  await assert.rejects(openSnapshot(directory, 'test'), /A restore of .* was interrupted/);
  await startOnce(directory);
  assert.deepEqual(await idsIn(directory), ['new']);
  assert.equal(readFileSync(join(directory, 'secret'), 'utf8'), 'new');
  assert.deepEqual(await idsIn(join(directory, `before-restore-${STAMP}`)), ['old']);
  assert.ok(!existsSync(join(directory, `restore-${STAMP}.ready`)));
});

test('after a crash between the files, the next server moves the rest and keeps the old files', async (t) => {
  const directory = await interrupted(t, 'ready');
  const aside = join(directory, `before-restore-${STAMP}`);
  mkdirSync(aside);
  const ready = join(directory, `restore-${STAMP}.ready`);
  // What finishReplacement has done when it had moved the first of the two files.
  const { linkSync, renameSync } = await import('node:fs');
  linkSync(join(directory, 'parley.mdb'), join(aside, 'parley.mdb'));
  renameSync(join(ready, 'parley.mdb'), join(directory, 'parley.mdb'));
  await startOnce(directory);
  assert.deepEqual(await idsIn(directory), ['new']);
  assert.equal(readFileSync(join(directory, 'secret'), 'utf8'), 'new');
  assert.deepEqual(await idsIn(aside), ['old']);
  assert.equal(readFileSync(join(aside, 'secret'), 'utf8'), 'old');
});
