import assert from 'node:assert/strict';
import { test } from 'node:test';
import { register } from '../support/register.js';
import { startRealtime, user } from '../support/start-realtime.js';
import { startServer } from '../support/start-server.js';
import type { TestServer } from '../support/start-server.js';
import { temporaryDirectory } from '../support/temporary-directory.js';
import { TestPage } from '../support/test-page.js';
import { CODE, ann, bob, cem, twoInCall } from '../support/two-in-call.js';

test('one person cannot fill a meeting with tabs, and can still reload one of them', async (t) => {
  const server = await startRealtime(t);
  const pages = await Promise.all(Array.from({ length: 6 }, () => server.page(ann)));
  const replies = await Promise.all(pages.map((page) => page.ask('join-call', page.joinRequest(CODE))));
  const refused = replies.flatMap((reply) => (reply.ok ? [] : [reply.error]));
  assert.deepEqual(
    refused.map(({ code }) => code),
    ['too-many-tabs', 'too-many-tabs'],
  );
  assert.match(refused[0]?.message ?? '', /Close one/);
  await (await server.page(bob)).join(CODE);

  const [first, , , , fifth] = pages;
  assert.equal((await first?.join(CODE))?.resumed, true);
  await first?.get('leave-call', {});
  await fifth?.join(CODE);
  assert.equal((await first?.join('another-call'))?.roster.length, 1, 'each meeting counts alone');
});

test('a new page takes the place of the person’s crashed page, also in a full meeting', async (t) => {
  const server = await startRealtime(t, { maxParticipants: 2 });
  const [first, second] = await twoInCall(server);
  second.cut();
  await first.next('roster', ([, other]) => other?.state === 'reconnecting');
  const roster = (await (await server.page(bob)).join(CODE)).roster;
  assert.deepEqual(
    roster.map(({ name, state }) => [name, state]),
    [
      ['Ann', 'connected'],
      ['Bob', 'connected'],
    ],
  );
  const stranger = await server.page(cem);
  assert.equal((await stranger.refusal('join-call', stranger.joinRequest(CODE))).code, 'full');
});

test('crashed pages of a person do not count as open tabs', async (t) => {
  const server = await startRealtime(t);
  const watcher = await server.page(bob);
  await watcher.get('watch-call', { code: CODE });
  for (let crashes = 1; crashes <= 6; crashes += 1) {
    const page = await server.page(ann);
    await page.join(CODE);
    page.cut();
    const lost = Math.min(crashes, 4);
    await watcher.next('preview', ({ count, reachable }) => count === lost && reachable.length === 0);
  }
});

test('a page does not bring another person into the call who has logged in on the same browser', async (t) => {
  const server = await startRealtime(t);
  const page = await server.page(bob);
  const request = { ...page.joinRequest(CODE), pageUserId: ann.id };
  assert.equal((await page.refusal('join-call', request)).code, 'unauthorized');
  assert.equal((await page.enter({ ...request, pageUserId: bob.id })).roster.length, 1);
});

test('one person watches a meeting with a few tabs only', async (t) => {
  const server = await startRealtime(t);
  const pages = await Promise.all(Array.from({ length: 11 }, () => server.page(ann)));
  const replies = await Promise.all(pages.map((page) => page.ask('watch-call', { code: CODE })));
  assert.equal(replies.filter(({ ok }) => ok).length, 10);
  const [first, second] = pages;
  first?.close();
  await (await server.page(bob)).join(CODE);
  await second?.next('preview', ({ count }) => count === 1);
  await pages.at(-1)?.get('watch-call', { code: CODE });
});

test('a crowd in front of a meeting sees who is there, and only a hundred pages follow every change', async (t) => {
  const server = await startRealtime(t);
  const people = Array.from({ length: 26 }, (_, index) => user(`Person ${index}`));
  const pages = [];
  for (const person of people) {
    for (let tab = 0; tab < 4; tab += 1) pages.push(await server.page(person));
  }
  for (const page of pages) await page.get('watch-call', { code: CODE });
  await (await server.page(ann)).join(CODE);
  await Promise.all(pages.map((page) => page.fence()));
  assert.equal(pages.filter((page) => page.count('preview') > 0).length, 100);
  assert.equal((await pages.at(-1)?.get('watch-call', { code: CODE }))?.count, 1);
});

test('a join of an unknown code costs a new meeting, and a join of a known one costs none', async (t) => {
  let now = Date.now();
  let left = 21; // Bob's meeting, and twenty of Ann's
  const newMeetings = {
    take: async () =>
      left-- > 0 ? { allowed: true as const } : { allowed: false as const, retryAfterMs: 30_000 },
  };
  const server = await startRealtime(t, { now: () => now, newMeetings });
  await (await server.page(bob)).join(CODE);
  const outcomes: string[] = [];
  const join = async (code: string) => {
    now += 2_000;
    const page = await server.page(ann);
    const reply = await page.ask('join-call', page.joinRequest(code));
    page.close();
    outcomes.push(reply.ok ? 'joined' : reply.error.code);
  };
  for (let index = 0; index < 21; index += 1) await join(`made-up-${index}`);
  assert.deepEqual(new Set(outcomes.slice(0, 20)), new Set(['joined']));
  assert.deepEqual(outcomes.slice(20), ['rate-limited']);
  await join(CODE);
  await join('made-up-0');
  left = 1;
  await join('made-up-21');
  assert.deepEqual(outcomes.slice(21), ['joined', 'joined', 'joined']);
});

test('after a restart, the people of a full call get their places before those who wait for one', async (t) => {
  const interrupted = [ann, bob].map(({ id }) => ({ code: CODE, userId: id }));
  const server = await startRealtime(t, { maxParticipants: 2, interrupted });
  const stranger = await server.page(cem);
  assert.equal((await stranger.get('watch-call', { code: CODE })).full, true);
  assert.equal((await stranger.refusal('join-call', stranger.joinRequest(CODE))).code, 'full');
  const [first, second] = await twoInCall(server);
  assert.equal((await stranger.refusal('join-call', stranger.joinRequest(CODE))).code, 'full');
  await second.get('leave-call', {});
  await stranger.join(CODE);
  await first.rosterOf('Ann', 'Cem');
});

test('after a restart, a place that nobody takes is free again soon', async (t) => {
  const interrupted = [ann, bob].map(({ id }) => ({ code: CODE, userId: id }));
  const server = await startRealtime(t, { maxParticipants: 2, interrupted, holdMs: 20 });
  const [first, stranger] = [await server.page(ann), await server.page(cem)];
  await first.join(CODE);
  const { full } = await stranger.get('watch-call', { code: CODE });
  if (full) await stranger.next('preview', (preview) => !preview.full);
  await stranger.join(CODE);
});

// On MongoDB every test server creates a new database.
const skip = process.env['TEST_MONGODB_URI'] !== undefined;
test('a restarted server knows who was in a full call', { skip }, async (t) => {
  const settings = { MAX_PARTICIPANTS: '2' };
  const dataDir = await temporaryDirectory(t);
  const before = await startServer(t, { dataDir, settings });
  const open = async (server: TestServer, cookie: string) => {
    const page = new TestPage(server.url, { cookie });
    t.after(() => {
      page.close();
    });
    return page.connected();
  };
  const cookies = [
    await register(before, 'Ann'),
    await register(before, 'Bob'),
    await register(before, 'Cem'),
  ];
  const [first = '', second = '', third = ''] = cookies;
  await (await open(before, first)).join(CODE);
  await (await open(before, second)).join(CODE);
  await before.close();

  const after = await startServer(t, { dataDir, settings });
  const stranger = await open(after, third);
  assert.equal((await stranger.refusal('join-call', stranger.joinRequest(CODE))).code, 'full');
  await (await open(after, first)).join(CODE);
  assert.equal((await stranger.refusal('join-call', stranger.joinRequest(CODE))).code, 'full');
  await (await open(after, second)).join(CODE);
});
