import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createAccounts } from '../../src/services/accounts.js';
import { createCalls } from '../../src/services/calls.js';
import { createMeetings } from '../../src/services/meetings.js';
import { ANN, startServer } from '../support/start-server.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const NOON = Date.UTC(2026, 0, 5, 12);

const meetings = createMeetings();
const accounts = createAccounts({ bcryptCost: 4 });

async function idOf(username: string): Promise<string> {
  const user = await accounts.authenticate(username, ANN.password);
  assert.ok(user);
  return user.id;
}

/** Stores a call of an hour in which these users were all the time. Resolves to its id. */
async function hold(meetingId: string, userIds: string[], startedAt: number): Promise<string> {
  let now = startedAt;
  const calls = createCalls(() => now);
  let callId = '';
  for (const userId of userIds) {
    callId = (await calls.join(meetingId, userId)).id;
    now += 1;
  }
  const endedAt = new Date(startedAt + HOUR_MS);
  for (const userId of userIds) await calls.leave(callId, userId, endedAt);
  await calls.end(callId, endedAt);
  return callId;
}

/** The text of each recent meeting, without markup. */
function rowsOf(html: string): string[] {
  const rows = [...html.matchAll(/<li class="row">([^]*?)<\/li>/g)].map(([, row = '']) => row);
  return rows.map((row) =>
    row
      .replace(/<[^>]*>/g, ' ')
      .replace(/\s+/g, ' ')
      .trim(),
  );
}

test('the home page shows each recent meeting with its title, code and the date and people of the latest call', async (t) => {
  const { member } = await startServer(t);
  const ann = await member();
  await member({ name: 'Bob <b>', username: 'bob' });
  await member({ name: 'Cem', username: 'cem' });
  const [annId, bobId, cemId] = [await idOf('ann'), await idOf('bob'), await idOf('cem')];
  const plans = await meetings.findOrCreate('spring-plans', bobId);
  await meetings.change(plans.id, { title: 'Plans & seeds' });
  await hold(plans.id, [annId, cemId], NOON);
  await hold(plans.id, [annId, bobId], NOON + DAY_MS);
  await hold(plans.id, [bobId, cemId], NOON + 2 * DAY_MS);
  const alone = await meetings.findOrCreate('alone-there', bobId);
  await hold(alone.id, [annId], NOON + 3 * DAY_MS);
  const planned = await meetings.create(annId);

  const { text } = await ann.get('/home').expect(200);
  assert.deepEqual(rowsOf(text), [
    `${planned.code} No call yet`,
    'alone-there Thu, 8 Jan 2026',
    'Plans &amp; seeds Tue, 6 Jan 2026 · spring-plans People: Ann and Bob &lt;b&gt;',
  ]);
});

test('the home page does not tell of calls that a person has removed from the history', async (t) => {
  const { member } = await startServer(t);
  const ann = await member();
  const annId = await idOf('ann');
  const own = await meetings.findOrCreate('own-garden', annId);
  const first = await hold(own.id, [annId], NOON);
  const second = await hold(own.id, [annId], NOON + DAY_MS);
  const calls = createCalls();
  await calls.hide(second, annId);
  assert.deepEqual(rowsOf((await ann.get('/home')).text), ['own-garden Mon, 5 Jan 2026']);
  await calls.hide(first, annId);
  assert.deepEqual(rowsOf((await ann.get('/home')).text), ['own-garden No call yet']);
});

test('the home page keeps a code that is to be corrected, as text', async (t) => {
  const { member } = await startServer(t);
  const { text } = await (await member()).get('/home?code=abc%22%3E%3Cb').expect(200);
  assert.match(text, /name="code"\s+value="abc&#34;&gt;&lt;b"/);
});
