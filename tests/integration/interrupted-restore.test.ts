import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { openData, replaceData } from '../../src/database-files.js';
import { writeBackupFile } from '../../src/backups/backup-file.js';
import { readDatabaseFile } from '../embedded-mongo/support/database-file.js';
import { BSON } from 'bson';
import { runCommand } from '../support/run-admin.js';
import { startEmbeddedMongo } from '../../src/embedded-mongo/embedded-mongo.js';
import { temporaryDirectory } from '../support/temporary-directory.js';

const DOCUMENTS = 4_000;
const ROUNDS = 6;

/** A data directory whose documents and whose secret all name `owner`. */
async function fill(directory: string, owner: string): Promise<void> {
  await replaceData(directory, async ({ addHeader, addCollection, insert }) => {
    await addHeader({ createdAt: new Date(), sessionSecret: owner.repeat(20) });
    await addCollection('notes', [{ v: 2, key: { at: 1 }, name: 'at_1', unique: true }]);
    const notes = Array.from({ length: DOCUMENTS }, (_, at) => ({ _id: at, at, owner }));
    await insert(
      'notes',
      notes.map((note) => Buffer.from(BSON.serialize(note))),
    );
  });
}

/** The owner that all documents and the secret name. Fails if they do not agree. */
async function ownerOf(directory: string): Promise<string> {
  await (await startEmbeddedMongo(directory)).close(); // as a server does, which finishes what was interrupted
  const notes = (await readDatabaseFile(directory)).get('parley.notes') ?? [];
  assert.equal(notes.length, DOCUMENTS);
  const owners = new Set(notes.map(({ owner }) => String(owner)));
  const secret = readFileSync(join(directory, 'session-secret'), 'utf8').slice(0, 3);
  assert.deepEqual([...owners], [secret]);
  return secret;
}

test('a restore that kill -9 ends leaves all old or all new data', async (t) => {
  const directory = await temporaryDirectory(t);
  const [source, files] = [await temporaryDirectory(t), await temporaryDirectory(t)];
  await fill(source, 'new');
  const data = await openData(source);
  assert.ok(data);
  const file = join(files, 'new.backup');
  const signal = new AbortController().signal;
  await writeBackupFile(data, file, { mayReplace: false, signal });
  await data.close();

  const outcomes: string[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    await fill(directory, 'old');
    const before = readdirSync(directory);
    // At several moments after the first new file, and then around the decisive step.
    const isTime = (name: string) => (round < 3 ? !before.includes(name) : /ready$|^before/.test(name));
    const { code } = await runCommand('restore', directory, [file, '--replace'], {
      onStart(child) {
        const watch = setInterval(() => {
          const names = readdirSync(directory).filter(
            (name) => name !== 'mongo.sock' && !before.includes(name),
          );
          if (!names.some(isTime)) return;
          clearInterval(watch);
          setTimeout(() => child.kill('SIGKILL'), round < 3 ? round * 40 : 0);
        }, 1);
        child.once('exit', () => {
          clearInterval(watch);
        });
      },
    });
    const owner = await ownerOf(directory);
    if (code === 0) assert.equal(owner, 'new');
    outcomes.push(`${code}:${owner}`);
  }
  t.diagnostic(outcomes.join(' '));
  assert.ok(
    outcomes.some((outcome) => outcome.startsWith('SIGKILL')),
    outcomes.join(' '),
  );
});

test('a backup that kill -9 ends leaves no file under its name, and the next one works', async (t) => {
  const [directory, files] = [await temporaryDirectory(t), await temporaryDirectory(t)];
  await fill(directory, 'old');
  const file = join(files, 'a.backup');
  const { code } = await runCommand('backup', directory, [file], {
    onStart(child) {
      const watch = setInterval(() => {
        if (readdirSync(files).length === 0) return;
        clearInterval(watch);
        child.kill('SIGKILL');
      }, 1);
      child.once('exit', () => {
        clearInterval(watch);
      });
    },
  });
  // Very rarely the backup is faster than the signal.
  if (code === 'SIGKILL') assert.ok(!readdirSync(files).includes('a.backup') || (await check(file)));
  const next = await runCommand('backup', directory, [join(files, 'b.backup')]);
  assert.equal(next.code, 0, next.stderr);
  assert.ok(await check(join(files, 'b.backup')));

  async function check(path: string): Promise<boolean> {
    return (await runCommand('restore', directory, [path, '--check'])).code === 0;
  }
});
