import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createAccounts } from '../../src/services/accounts.js';
import { createCalls } from '../../src/services/calls.js';
import { createMeetings } from '../../src/services/meetings.js';
import { ANN, startServer } from '../support/start-server.js';

const MINUTE_MS = 60_000;
const NOON = Date.UTC(2026, 0, 31, 12, 5);

const meetings = createMeetings();
const accounts = createAccounts({ bcryptCost: 4 });

async function idOf(username: string): Promise<string> {
  const user = await accounts.authenticate(username, ANN.password);
  assert.ok(user);
  return user.id;
}

/** Stores a call that lasted `minutes` and in which these users were all the time. With null the call is in progress. */
async function hold(
  code: string,
  userIds: string[],
  startedAt: number,
  minutes: number | null,
): Promise<void> {
  let now = startedAt;
  const calls = createCalls(() => now);
  const meeting = await meetings.findOrCreate(code, userIds[0] ?? '');
  let callId = '';
  for (const userId of userIds) {
    callId = (await calls.join(meeting.id, userId)).id;
    now += 1;
  }
  if (minutes === null) return;
  const endedAt = new Date(startedAt + minutes * MINUTE_MS);
  for (const userId of userIds) await calls.leave(callId, userId, endedAt);
  await calls.end(callId, endedAt);
}

/** The text of the page’s main part without markup. */
function textOf(html: string): string {
  return html
    .replace(/^[^]*<main/, '<main')
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ');
}

test('an empty history says how to start or join a meeting', async (t) => {
  const { member } = await startServer(t);
  const { text } = await (await member()).get('/history').expect(200);
  assert.match(text, /href="\/home"/);
  assert.doesNotMatch(text, /<time/);
});

test('the history shows a call with its date, time, code, duration and people', async (t) => {
  const { member } = await startServer(t);
  const ann = await member();
  const bob = await member({ name: 'Bob <b>', username: 'bob' });
  await hold('abc-defg-hjk', [await idOf('ann'), await idOf('bob')], NOON, 65);
  for (const who of [ann, bob]) {
    const { text } = await who.get('/history').expect(200);
    assert.match(text, /<time datetime="2026-01-31T12:05:00\.00\dZ"/);
    const shown = textOf(text);
    for (const fact of ['31 Jan 2026', '12:05 UTC', 'abc-defg-hjk', '1 hr 5 mins', 'Ann and Bob &lt;b&gt;']) {
      assert.ok(shown.includes(fact), `${fact} in ${shown}`);
    }
  }
});

test('an open call is shown as in progress', async (t) => {
  const { member } = await startServer(t);
  const ann = await member();
  await hold('abc-defg-hjk', [await idOf('ann')], Date.now(), null);
  assert.match(textOf((await ann.get('/history')).text), /in progress/);
});

test('nobody sees the calls of others', async (t) => {
  const { member } = await startServer(t);
  await member();
  const eve = await member({ username: 'eve' });
  await hold('abc-defg-hjk', [await idOf('ann')], NOON, 5);
  for (const path of ['/history', '/home']) {
    assert.doesNotMatch((await eve.get(path).expect(200)).text, /\/room\/abc-defg-hjk/);
  }
});

test('a long history goes on page by page, the newest first, with nothing twice and nothing lost', async (t) => {
  const { member } = await startServer(t);
  const ann = await member();
  const id = await idOf('ann');
  const codes = Array.from({ length: 120 }, (_, i) => `meeting-${i}`);
  for (const [i, code] of codes.entries()) await hold(code, [id], NOON + i * MINUTE_MS, 1);
  const seen: string[] = [];
  let path: string | undefined = '/history';
  let pages = 0;
  while (path !== undefined && pages < 20) {
    const { text }: { text: string } = await ann.get(path).expect(200);
    seen.push(...[...text.matchAll(/<a[^>]*href="\/room\/([\w-]+)"/g)].map(([, code]) => code ?? ''));
    path = /href="(\/history\?before=[^"]+)"/.exec(text)?.[1];
    pages += 1;
  }
  assert.deepEqual(seen, codes.reverse());
  assert.ok(pages > 1);
});

test('an invalid page of the history shows the first page', async (t) => {
  const { member } = await startServer(t);
  const ann = await member();
  await hold('abc-defg-hjk', [await idOf('ann')], NOON, 5);
  for (const query of ['before=yesterday', 'before[$gt]=1', 'before=1&before=2', 'before=']) {
    assert.match((await ann.get(`/history?${query}`).expect(200)).text, /abc-defg-hjk/, query);
  }
  assert.doesNotMatch(
    (await ann.get('/history?before=2020-01-01T00:00:00.000Z').expect(200)).text,
    /abc-defg-hjk/,
  );
});
