import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { RingModel } from '../../src/models/ring.js';
import type { AwayNotice } from '../../src/services/away-notices.js';
import type { OutgoingRing } from '../../src/shared/ring-protocol.js';
import { eventually } from '../support/eventually.js';
import { outcomeOf, startHouse } from '../support/meeting-people.js';
import type { House } from '../support/meeting-people.js';
import type { ServerOptions } from '../support/start-server.js';
import type { TestPage } from '../support/test-page.js';
import { temporaryDirectory } from '../support/temporary-directory.js';

/** Ann and Ben with one open page each. Ben's page rings. */
async function startPair(t: TestContext, options: ServerOptions = {}) {
  const notices: (AwayNotice & { userId: string })[] = [];
  const house = await startHouse(t, {
    ringGraceMs: 200,
    sendAwayNotice: (userId, notice) => void notices.push({ ...notice, userId }),
    ...options,
  });
  const [ann, ben] = [await house.page('Ann'), await ring(await house.page('Ben'))];
  return { house, ann, ben, notices };
}

/** From now on, calls ring on this page. */
async function ring(page: TestPage): Promise<TestPage> {
  await page.get('watch-rings', {});
  return page;
}

function call(page: TestPage, username: string, clientKey = 'key'): Promise<OutgoingRing> {
  return page.get('call-person', { username, media: 'video', clientKey });
}

async function post(house: House, name: string, path: string, form: Record<string, string>) {
  return fetch(house.url + path, {
    method: 'POST',
    redirect: 'manual',
    headers: { cookie: await house.cookie(name), origin: house.url },
    body: new URLSearchParams(form),
  });
}

async function read(house: House, name: string, path: string): Promise<string> {
  return (await fetch(house.url + path, { headers: { cookie: await house.cookie(name) } })).text();
}

const RINGING: OutgoingRing = { state: 'ringing' };
const over = (reason: string) => ({ state: 'over', reason });

test('a call rings on all pages, the first answer wins, and only the two people may enter', async (t) => {
  const { house, ann, ben } = await startPair(t);
  const phone = await ring(await house.page('Ben'));
  assert.deepEqual(await call(ann, 'ben'), RINGING);
  const incoming = await ben.next('incoming-call');
  assert.deepEqual(incoming, {
    ringId: incoming.ringId,
    from: { name: 'Ann', username: 'ann' },
    media: 'video',
  });
  assert.equal((await phone.next('incoming-call')).ringId, incoming.ringId);
  const late = await house.page('Ben');
  assert.deepEqual(await late.get('watch-rings', {}), { incoming }, 'a page that opens meanwhile rings too');

  const [first, second] = await Promise.all([
    ben.get('answer-call', { ringId: incoming.ringId }),
    phone.get('answer-call', { ringId: incoming.ringId }),
  ]);
  assert.ok(first);
  assert.equal(second, null);
  assert.deepEqual(await phone.next('incoming-call-over'), { ringId: incoming.ringId, reason: 'answered' });
  assert.deepEqual(await ann.next('call-answered'), { clientKey: 'key', code: first.code });
  for (const page of [ann, ben]) assert.equal(await outcomeOf(page, first.code), 'joined');
  const stranger = await house.page('Cem');
  assert.equal(await outcomeOf(stranger, first.code), 'not-invited');
  assert.match(await read(house, 'Ben', '/history'), /Ann &amp; Ben/);
});

test('the caller learns of a refusal, and the callee can cancel nothing', async (t) => {
  const { ann, ben } = await startPair(t);
  await call(ann, 'BEN');
  const { ringId } = await ben.next('incoming-call');
  assert.deepEqual(await ben.get('cancel-call', { clientKey: 'key' }), over('interrupted'));
  await ann.get('decline-call', { ringId });
  assert.deepEqual(await ann.get('ring-state', { clientKey: 'key' }), RINGING, 'a caller cannot decline');
  await ben.get('decline-call', { ringId });
  assert.deepEqual(await ann.next('call-declined'), { clientKey: 'key', reason: 'declined' });
  assert.equal(await ben.get('answer-call', { ringId }), null);
});

test('a cancelled call is a missed one, in the history and on the home page', async (t) => {
  const { house, ann, ben, notices } = await startPair(t);
  await call(ann, 'ben');
  const { ringId } = await ben.next('incoming-call');
  assert.deepEqual(await ann.get('cancel-call', { clientKey: 'key' }), over('cancelled'));
  assert.deepEqual(await ben.next('incoming-call-over'), { ringId, reason: 'cancelled' });
  assert.match(await read(house, 'Ben', '/home'), /You missed 1 call from Ann\./);
  const history = await read(house, 'Ben', '/history');
  assert.match(history, /Missed call from Ann/);
  assert.match(history, /href="\/people\/ann"[^>]*aria-label="Call back: Ann"/);
  assert.doesNotMatch(await read(house, 'Ben', '/home'), /You missed/, 'the history has shown it');
  assert.match(await read(house, 'Ann', '/history'), /Unanswered call to Ben/);
  assert.deepEqual(
    notices.map(({ kind, fromName, path, tag }) => ({ kind, fromName, path, tag })),
    (['incoming-call', 'missed-call'] as const).map((kind) => ({
      kind,
      fromName: 'Ann',
      path: '/people/ann',
      tag: `call-${ringId}`,
    })),
  );
});

test('nobody answers', async (t) => {
  const { ann, ben } = await startPair(t, { settings: { RING_SECONDS: '3' } });
  await call(ann, 'ben');
  const { ringId } = await ben.next('incoming-call');
  assert.deepEqual(await ann.next('call-declined'), { clientKey: 'key', reason: 'no-answer' });
  assert.deepEqual(await ben.next('incoming-call-over'), { ringId, reason: 'no-answer' });
  // The pages stop ringing before the database has recorded it.
  await eventually(async () => {
    assert.equal((await RingModel.findById(ringId).lean().orFail()).outcome, 'missed');
  });
});

test('a person in a call is busy, and learns who has called', async (t) => {
  const { house, ann, ben } = await startPair(t);
  await (await house.page('Ben')).join('other-meeting');
  assert.deepEqual(await call(ann, 'ben'), over('busy'));
  assert.deepEqual(await ben.next('missed-call'), { from: { name: 'Ann', username: 'ann' } });
  assert.match(await read(house, 'Ben', '/home'), /You missed 1 call from Ann\./);
});

test('a person without a page is not here, and a closed page ends the ring after a grace', async (t) => {
  const { house, ann, ben, notices } = await startPair(t);
  await house.cookie('Cem');
  assert.deepEqual(await call(ann, 'cem', 'first'), over('away'));
  assert.equal(notices.at(-1)?.kind, 'missed-call');
  await call(ann, 'ben', 'second');
  await ben.next('incoming-call');
  ben.cut();
  assert.deepEqual(await ann.next('call-declined'), { clientKey: 'second', reason: 'away' });
});

test('a person who opens the next page within the grace still hears the ring', async (t) => {
  const { house, ann, ben } = await startPair(t, { ringGraceMs: 3_000 });
  ben.close();
  assert.deepEqual(await call(ann, 'ben'), RINGING);
  const next = await house.page('Ben');
  const { incoming } = await next.get('watch-rings', {});
  assert.equal(incoming?.from.name, 'Ann');
});

test('a blocked caller meets exactly what an absent person looks like, and leaves no trace', async (t) => {
  const { house, ann, ben, notices } = await startPair(t);
  await post(house, 'Ben', '/people/ann', { change: 'block' });
  assert.deepEqual(await call(ann, 'ben'), over('away'));
  await ben.fence();
  assert.equal(ben.count('incoming-call') + ben.count('missed-call'), 0);
  assert.equal(notices.length, 0);
  assert.doesNotMatch(await read(house, 'Ben', '/home'), /You missed/);
  assert.doesNotMatch(await read(house, 'Ben', '/history'), /Ann/);
  assert.match(await read(house, 'Ann', '/history'), /Unanswered call to Ben/);
  const page = await read(house, 'Ann', '/people/ben');
  assert.match(page, /Call with sound only/);
  assert.doesNotMatch(page, /blocked/i);
  // The other direction: a person who blocks another cannot call them either.
  assert.deepEqual(await call(ben, 'ann'), over('away'));
});

test('do not disturb: nothing rings, and the call stands in the history', async (t) => {
  const { house, ann, ben } = await startPair(t);
  await post(house, 'Ben', '/people', { doNotDisturb: 'on' });
  assert.deepEqual(await call(ann, 'ben', 'first'), over('away'));
  await ben.fence();
  assert.equal(ben.count('incoming-call'), 0);
  assert.match(await read(house, 'Ben', '/home'), /You missed 1 call from Ann\./);
  await post(house, 'Ben', '/people', { doNotDisturb: 'off' });
  assert.deepEqual(await call(ann, 'ben', 'second'), RINGING);
});

test('two people who call each other at once meet in one meeting', async (t) => {
  const { ann, ben } = await startPair(t);
  await ring(ann);
  const answers = await Promise.all([call(ann, 'ben', 'a'), call(ben, 'ann', 'b')]);
  const codes = await Promise.all(
    answers.map(async (answer, at) => {
      if (answer.state === 'answered') return answer.code;
      assert.deepEqual(answer, RINGING);
      return ([ann, ben][at] as TestPage).next('call-answered').then(({ code }) => code);
    }),
  );
  assert.equal(new Set(codes).size, 1);
  for (const page of [ann, ben]) assert.equal(await outcomeOf(page, codes[0] ?? ''), 'joined');
});

test('a caller who loses the network comes back to the same ring, and one who stays away cancels it', async (t) => {
  const { house, ann, ben } = await startPair(t, { ringGraceMs: 3_000 });
  await call(ann, 'ben');
  const { ringId } = await ben.next('incoming-call');
  ann.cut();
  const again = await house.page('Ann');
  assert.deepEqual(await again.get('ring-state', { clientKey: 'key' }), RINGING);
  again.cut();
  assert.deepEqual(await ben.next('incoming-call-over'), { ringId, reason: 'cancelled' });
  const third = await house.page('Ann');
  assert.deepEqual(await third.get('ring-state', { clientKey: 'key' }), over('cancelled'));
});

test('a caller whose session ends cancels at once, and an account that is deleted is not here', async (t) => {
  const { house, ann, ben } = await startPair(t, { ringGraceMs: 60_000 });
  await call(ann, 'ben');
  const { ringId } = await ben.next('incoming-call');
  await post(house, 'Ann', '/logout', {});
  assert.deepEqual(await ben.next('incoming-call-over'), { ringId, reason: 'cancelled' });
  const cem = await house.page('Cem');
  await call(cem, 'ben');
  await ben.next('incoming-call');
  const deleted = await post(house, 'Ben', '/account/delete', { deletePassword: 'correct horse battery' });
  assert.equal(deleted.status, 303);
  assert.deepEqual(await cem.next('call-declined'), { clientKey: 'key', reason: 'away' });
  assert.deepEqual(await call(cem, 'ben', randomUUID()), over('unknown-person'));
  await eventually(async () => {
    assert.match(await read(house, 'Cem', '/history'), /Unanswered call to Deleted user/);
  });
});

test('nobody calls themselves, a missing person or two people at once', async (t) => {
  const { house, ann } = await startPair(t);
  assert.deepEqual(await call(ann, 'ann', '1'), over('yourself'));
  assert.deepEqual(await call(ann, 'nobody', '2'), over('unknown-person'));
  await ring(await house.page('Cem'));
  assert.deepEqual(await call(ann, 'ben', '3'), RINGING);
  assert.deepEqual(await call(ann, 'cem', '4'), over('calling-already'));
  assert.deepEqual(await call(ann, 'ben', '3'), RINGING, 'the same key asks about the same call');
});

test('calls to people are limited', async (t) => {
  const { ann } = await startPair(t);
  const outcomes = [];
  for (let at = 0; at < 21; at += 1)
    outcomes.push(await ann.ask('call-person', { username: 'x1', media: 'sound', clientKey: `${at}` }));
  const last = outcomes.pop();
  assert.ok(outcomes.every(({ ok }) => ok));
  assert.ok(last && !last.ok && last.error.code === 'rate-limited');
});

test('a call that rang when the server was killed is missed after the restart', async (t) => {
  const dataDir = await temporaryDirectory(t);
  const first = await startPair(t, { dataDir });
  await call(first.ann, 'ben');
  const { ringId } = await first.ben.next('incoming-call');
  const { caller, callee } = await RingModel.findById(ringId).lean().orFail();
  // What a killed process leaves behind.
  const left = { caller, callee, startedAt: new Date(), outcome: 'ringing', isHidden: false } as const;
  await RingModel.create({ _id: 'left', ...left });
  await first.house.close();
  await startHouse(t, { dataDir });
  for (const id of ['left', ringId])
    assert.equal((await RingModel.findById(id).lean().orFail()).outcome, 'missed', id);
});
