import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MeetingModel } from '../../src/models/meeting.js';
import { createMeetings } from '../../src/services/meetings.js';
import { startServer } from '../support/start-server.js';
import { user } from '../support/start-realtime.js';

const host = user('Host');

test('a meeting is read once if no other process can change it, and each time otherwise', async (t) => {
  await startServer(t); // opens the database
  const { code } = await createMeetings().create(host.id);
  for (const [isExclusive, reads] of [
    [true, 1],
    [false, 3],
  ] as const) {
    const meetings = createMeetings({ isExclusive });
    const findOne = t.mock.method(MeetingModel, 'findOne');
    for (let round = 0; round < 3; round++) assert.equal((await meetings.find(code))?.code, code);
    assert.equal(findOne.mock.callCount(), reads);
    findOne.mock.restore();
  }
});

test('a meeting is read again after every way to change or remove it', async (t) => {
  await startServer(t);
  const meetings = createMeetings({ isExclusive: true });
  const { code, id } = await meetings.create(host.id);
  const titleNow = async () => (await meetings.find(code))?.title;
  assert.equal(await titleNow(), code);

  await meetings.change(id, { title: 'By its settings' });
  assert.equal(await titleNow(), 'By its settings');
  await createMeetings().change(id, { title: 'By another part' });
  assert.equal(await titleNow(), 'By another part');
  await MeetingModel.updateOne({ _id: id }, { $set: { title: 'By the model' } });
  assert.equal(await titleNow(), 'By the model');
  await MeetingModel.updateMany({ host: host.id }, { $set: { title: 'By many' } });
  assert.equal(await titleNow(), 'By many');

  assert.equal(await meetings.remove(id), true);
  assert.equal(await meetings.find(code), null);
  const again = await meetings.create(host.id);
  assert.equal((await meetings.find(again.code))?.id, again.id);
  await MeetingModel.deleteOne({ _id: again.id });
  assert.equal(await meetings.find(again.code), null);
});

test('a read during a change does not keep the old meeting', async (t) => {
  await startServer(t);
  const meetings = createMeetings({ isExclusive: true });
  const { code, id } = await meetings.create(host.id);
  const { collection } = MeetingModel;
  const write = collection.findOneAndUpdate.bind(collection) as (...args: unknown[]) => Promise<unknown>;
  t.mock.method(collection, 'findOneAndUpdate', async (...args: unknown[]) => {
    assert.equal((await meetings.find(code))?.isLocked, false);
    return write(...args);
  });
  await meetings.change(id, { isLocked: true });
  assert.equal((await meetings.find(code))?.isLocked, true);
});
