import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { createBlocks } from '../../src/services/blocks.js';
import type { PushPayload } from '../../src/shared/push-payload.js';
import { outcomeOf } from '../support/meeting-people.js';
import { startWithPush, turnOn } from '../support/push-fixtures.js';

/** Ann is the host of a meeting with a waiting room, and has notifications. */
async function start(t: TestContext) {
  let now = Date.parse('2026-11-27T10:00:00Z');
  const server = await startWithPush(t, { now: () => now });
  const code = await server.meeting('Ann', { access: 'knock', allowGuests: true });
  const browser = await turnOn(server, await server.cookie('Ann'));
  const heard = () => server.push.requests.map(({ body }) => browser.decrypt(body) as PushPayload);
  return { server, code, heard, pass: (ms: number) => void (now += ms) };
}

test('an absent host hears who waits to be let in', async (t) => {
  const { server, code, heard } = await start(t);
  assert.equal(await outcomeOf(await server.page('Ben'), code), 'waiting');
  const [request] = await server.push.received(1);
  const [notice] = heard();
  assert.equal(notice?.kind, 'knock');
  assert.equal(notice.title, 'Ben is waiting to be let in');
  assert.equal(notice.path, `/meetings/${code}`);
  assert.equal(request?.headers['Urgency'], 'high');
});

test('a host in the call gets no notice, because the page shows who waits', async (t) => {
  const { server, code, heard } = await start(t);
  const host = await server.page('Ann');
  assert.equal(await outcomeOf(host, code), 'joined');
  assert.equal(await outcomeOf(await server.page('Ben'), code), 'waiting');
  host.close();
  const other = await server.meeting('Ann', { access: 'knock' });
  assert.equal(await outcomeOf(await server.page('Cem'), other), 'waiting');
  await server.push.received(1);
  assert.deepEqual(
    heard().map(({ title }) => title),
    ['Cem is waiting to be let in'],
  );
});

test('a meeting tells its host of one person a minute, however many knock', async (t) => {
  const { server, code, heard, pass } = await start(t);
  for (let knock = 0; knock < 4; knock++) {
    const guest = await server.guest(code);
    assert.equal(await outcomeOf(guest, code, { name: `Guest ${knock}` }), 'waiting');
  }
  await server.push.received(1);
  pass(61_000);
  assert.equal(await outcomeOf(await server.guest(code), code, { name: 'Late' }), 'waiting');
  await server.push.received(2);
  assert.deepEqual(
    heard().map(({ title }) => title),
    ['Guest 0 is waiting to be let in', 'Late is waiting to be let in'],
  );
});

test('a person whom the host has blocked causes no notice', async (t) => {
  const { server, code, heard, pass } = await start(t);
  const ben = await server.page('Ben');
  await createBlocks().block(await server.userId('ann'), await server.userId('ben'));
  await outcomeOf(ben, code);
  pass(61_000);
  assert.equal(await outcomeOf(await server.page('Cem'), code), 'waiting');
  await server.push.received(1);
  assert.deepEqual(
    heard().map(({ title }) => title),
    ['Cem is waiting to be let in'],
  );
});
