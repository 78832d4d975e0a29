import assert from 'node:assert/strict';
import { chmod, mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import mongoose from 'mongoose';
import { CallModel } from '../../src/models/call.js';
import { MeetingModel } from '../../src/models/meeting.js';
import { openDatabase } from '../../src/database.js';
import { temporaryDirectory } from '../support/temporary-directory.js';
import { startEmbedded } from './support/server.js';

const meeting = (code: string) => ({
  code,
  title: code,
  host: new mongoose.Types.ObjectId(),
  createdAt: new Date(0),
});

test('without a MongoDB the data are in the data directory and survive a restart', async (t) => {
  const dataDir = join(await temporaryDirectory(t), 'data');
  const first = await openDatabase({ dataDir });
  assert.equal(first.description, `the embedded database in ${dataDir}`);
  assert.equal((await stat(dataDir)).mode & 0o777, 0o700);
  await MeetingModel.create(meeting('abc-defg-hjk'));
  await first.close();
  const second = await openDatabase({ dataDir });
  t.after(() => second.close());
  assert.equal((await MeetingModel.findOne({ code: 'abc-defg-hjk' }).lean())?.title, 'abc-defg-hjk');
});

test('an existing data directory that other accounts may read becomes private', async (t) => {
  const dataDir = join(await temporaryDirectory(t), 'data');
  await mkdir(dataDir);
  await chmod(dataDir, 0o755);
  const database = await openDatabase({ dataDir });
  t.after(() => database.close());
  assert.equal((await stat(dataDir)).mode & 0o777, 0o700);
});

test('unique indexes are in force from the first request', async (t) => {
  const database = await openDatabase({ dataDir: await temporaryDirectory(t) });
  t.after(() => database.close());
  const creations = [1, 2, 3].map(() => MeetingModel.create(meeting('abc-defg-hjk')));
  const results = await Promise.allSettled(creations);
  assert.equal(results.filter(({ status }) => status === 'fulfilled').length, 1);
  const call = { meeting: new mongoose.Types.ObjectId(), startedAt: new Date(0), lastSeenAt: new Date(0) };
  await CallModel.create(call);
  await assert.rejects(CallModel.create(call), { code: 11000 });
});

test('a filter with an unknown field fails instead of selecting everything', async (t) => {
  const database = await openDatabase({ dataDir: await temporaryDirectory(t) });
  t.after(() => database.close());
  await assert.rejects(MeetingModel.findOne({ cdoe: 'abc-defg-hjk' } as object).lean(), /cdoe/);
});

test('a data directory in use by another process is refused', async (t) => {
  const { directory } = await startEmbedded(t);
  await assert.rejects(openDatabase({ dataDir: directory }), /in use by another Parley process/);
});

test('a configured MongoDB is used, and no error shows its password', async (t) => {
  const { uri, directory } = await startEmbedded(t);
  const dataDir = join(directory, 'unused');
  const database = await openDatabase({ mongodbUri: uri, dataDir });
  t.after(() => database.close());
  assert.match(database.description, /^the database test on MongoDB at .*mongo\.sock$/);
  await MeetingModel.create(meeting('abc-defg-hjk'));
  await assert.rejects(stat(dataDir), { code: 'ENOENT' });

  for (const mongodbUri of [
    'mongodb://ann:secret@',
    'mongodb://ann:secret@localhost:1/?nonsense=1',
    'secret://ann',
  ]) {
    await assert.rejects(openDatabase({ mongodbUri, dataDir }), (error: Error) => {
      assert.match(error.message, /^Parley cannot use the MongoDB in MONGODB_URI: /);
      assert.ok(![error.stack, error.cause].join().includes('secret'), error.message);
      return true;
    });
  }
});
