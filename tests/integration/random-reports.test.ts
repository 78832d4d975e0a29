import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { RandomPairModel } from '../../src/models/random-pair.js';
import { RandomReportModel } from '../../src/models/random-report.js';
import { RandomSeatModel } from '../../src/models/random-seat.js';
import { UserModel } from '../../src/models/user.js';
import { createAccounts } from '../../src/services/accounts.js';
import { PAUSE_MS } from '../../src/services/pause-rules.js';
import { look, meet, peopleOf, startPair } from '../support/random-pair.js';
import { startServer } from '../support/start-server.js';
import type { TestPage } from '../support/test-page.js';

const LINE = { isOwn: false, text: 'You fool', sentAt: 1 };

async function report(page: TestPage, pairId: string): Promise<void> {
  await page.get('random-report', { pairId, reason: 'abuse', text: [LINE] });
}

describe('a report', () => {
  test('ends the pair, tells the other person nothing, and holds the text as it was sent', async (t) => {
    const { server, ann, bob, pairId } = await startPair(t);
    await report(ann, pairId);
    assert.deepEqual(await bob.next('match-ended'), { pairId, reason: 'left' });
    const [stored] = await RandomReportModel.find({}).lean();
    assert.deepEqual([stored?.reason, stored?.text], ['abuse', [LINE]]);
    assert.ok(!server.lines.join('\n').includes('You fool'), 'the log does not contain the text');
  });

  test('counts once per pair, also when it is sent again', async (t) => {
    const { ann, pairId } = await startPair(t);
    await report(ann, pairId);
    await report(ann, pairId);
    assert.equal((await RandomReportModel.find({}).lean()).length, 1);
  });

  test('is possible for the two people of the pair only', async (t) => {
    const { page, pairId } = await startPair(t);
    const cem = await page('Cem');
    for (const event of ['random-report', 'random-block'] as const) {
      const payload = { pairId, reason: 'spam', text: null } as const;
      assert.equal((await cem.refusal(event, payload)).code, 'not-paired');
    }
  });

  test('is possible after the other person has left', async (t) => {
    const { ann, bob, pairId } = await startPair(t);
    await bob.get('random-leave', {});
    await ann.next('match-ended');
    await report(ann, pairId);
  });

  test('is limited for each reporter', async (t) => {
    const people = peopleOf(t, await startServer(t));
    const ann = await people.page('Ann');
    let refused = '';
    for (let round = 0; round < 11 && refused === ''; round += 1) {
      const bob = await people.page(`Bob${round}`);
      const { pairId } = await meet(ann, bob);
      const reply = await ann.ask('random-report', { pairId, reason: 'other', text: null });
      if (!reply.ok) refused = reply.error.code;
      bob.close();
    }
    assert.equal(refused, 'rate-limited');
  });
});

test('three people who report a person pause that person for a day, unless an administrator dismisses a report', async (t) => {
  let passed = 0;
  const server = await startServer(t, { now: () => Date.now() + passed });
  const people = peopleOf(t, server);
  const bob = await people.page('Bob');
  for (const name of ['Ann', 'Cem', 'Dan']) {
    const other = await people.page(name);
    const { pairId } = await meet(other, bob);
    await report(other, pairId);
    await other.get('random-leave', {});
  }
  const isPaused = async () => {
    const reply = await bob.ask('random-start', { tabId: 'Bob', mode: 'text' });
    return !reply.ok && reply.error.code === 'paused';
  };
  assert.equal(await isPaused(), true);

  const admin = await server.member({ username: 'root' });
  await UserModel.updateOne({ username: 'root' }, { $set: { isAdmin: true } });
  const { text } = await admin.get('/admin/reports').expect(200);
  assert.match(text, /Reported by ann/);
  assert.match(text, /You fool/);
  const [path = ''] = /\/admin\/reports\/[0-9a-f]{24}/.exec(text) ?? [];
  await admin.post(path).type('form').send({ decision: 'handled' }).expect(303);
  assert.equal(await isPaused(), true);
  await admin.post(path).type('form').send({ decision: 'dismissed' }).expect(303);
  assert.equal(await isPaused(), false);
  await admin.post(path).type('form').send({ decision: 'handled' }).expect(303);
  passed = PAUSE_MS;
  assert.equal(await isPaused(), false);
});

test('people never meet again after one has blocked the other, although nobody else waits', async (t) => {
  let passed = 0;
  const { ann, bob, page, pairId } = await startPair(t, { now: () => Date.now() + passed });
  await ann.get('random-block', { pairId });
  await bob.next('match-ended');
  await look(ann);
  await look(bob);
  passed = 6_000; // without the block, the same two would meet again now
  const cem = await page('Cem');
  await look(cem);
  await cem.next('matched');
  assert.equal(ann.count('matched') + bob.count('matched'), 3);
});

test('a deleted account takes its seat, its pairs and the reports about it along', async (t) => {
  const { ann, pairId } = await startPair(t);
  await report(ann, pairId);
  const bob = await UserModel.findOne({ username: 'bob' }).lean().orFail();
  await createAccounts({ bcryptCost: 4 }).remove(String(bob._id));
  assert.equal(await RandomReportModel.countDocuments({}), 0);
  assert.equal(await RandomPairModel.countDocuments({}), 0);
  assert.equal(await RandomSeatModel.countDocuments({ _id: bob._id }), 0);
});
