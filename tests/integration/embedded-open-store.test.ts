import assert from 'node:assert/strict';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import mongoose from 'mongoose';
import { CallModel } from '../../src/models/call.js';
import { MeetingModel } from '../../src/models/meeting.js';
import { openStore } from '../../src/store/open-store.js';
import { startServer, temporaryDirectory } from '../support/embedded-server.js';

const meeting = (code: string) => ({
  code,
  title: code,
  host: new mongoose.Types.ObjectId(),
  createdAt: new Date(0),
});

test('without a MongoDB the data are kept in the data directory, and are there again after a restart', async (t) => {
  const dataDir = join(await temporaryDirectory(t), 'data');
  const first = await openStore({ dataDir });
  assert.equal(first.description, `the embedded store in ${dataDir}`);
  assert.equal((await stat(dataDir)).mode & 0o777, 0o700);
  await MeetingModel.create(meeting('abc-defg-hij'));
  await first.close();
  const second = await openStore({ dataDir });
  t.after(() => second.close());
  assert.equal((await MeetingModel.findOne({ code: 'abc-defg-hij' }).lean())?.title, 'abc-defg-hij');
});

test('unique indexes hold from the first request on', async (t) => {
  const store = await openStore({ dataDir: await temporaryDirectory(t) });
  t.after(() => store.close());
  const creations = [1, 2, 3].map(() => MeetingModel.create(meeting('abc-defg-hij')));
  const results = await Promise.allSettled(creations);
  assert.equal(results.filter(({ status }) => status === 'fulfilled').length, 1);
  const call = { meeting: new mongoose.Types.ObjectId(), startedAt: new Date(0), lastSeenAt: new Date(0) };
  await CallModel.create(call);
  await assert.rejects(CallModel.create(call), { code: 11000 });
});

test('a filter with a field that the model does not have fails instead of selecting everything', async (t) => {
  const store = await openStore({ dataDir: await temporaryDirectory(t) });
  t.after(() => store.close());
  await assert.rejects(MeetingModel.findOne({ cdoe: 'abc-defg-hij' } as object).lean(), /cdoe/);
});

test('a data directory in use is refused', async (t) => {
  const { directory } = await startServer(t);
  await assert.rejects(openStore({ dataDir: directory }), /in use by another Parley process/);
});

test('the MongoDB that is named is used, and its password is not told', async (t) => {
  const { uri, directory } = await startServer(t);
  const dataDir = join(directory, 'unused');
  const store = await openStore({ mongodbUri: uri, dataDir });
  t.after(() => store.close());
  assert.match(store.description, /^the database test on MongoDB at .*mongo\.sock$/);
  await MeetingModel.create(meeting('abc-defg-hij'));
  await assert.rejects(stat(dataDir), { code: 'ENOENT' });

  for (const mongodbUri of [
    'mongodb://ann:secret@',
    'mongodb://ann:secret@localhost:1/?nonsense=1',
    'secret://ann',
  ]) {
    await assert.rejects(openStore({ mongodbUri, dataDir }), (error: Error) => {
      assert.match(error.message, /^The MongoDB that MONGODB_URI names cannot be used: /);
      assert.ok(![error.stack, error.cause].join().includes('secret'), error.message);
      return true;
    });
  }
});
