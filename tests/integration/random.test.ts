import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { RandomSeatModel } from '../../src/models/random-seat.js';
import { elapsed } from '../support/elapsed.js';
import { logOut } from '../support/register.js';
import { look, meet, peopleOf, RENEW, startPair } from '../support/random-pair.js';
import { startServer } from '../support/start-server.js';
import { startTwoServers } from '../support/start-two-servers.js';

describe('two people who wait', () => {
  test('are paired: one calls, and neither learns who the other is', async (t) => {
    const { one, other } = await startPair(t);
    assert.deepEqual([one.role, other.role].sort(), ['callee', 'caller']);
    assert.deepEqual(Object.keys(one).sort(), ['iceServers', 'iceServersTtlMs', 'mode', 'pairId', 'role']);
  });

  test('exchange signals that reach nobody else', async (t) => {
    const { ann, bob, page, pairId } = await startPair(t);
    const cem = await page('Cem');
    await look(cem);
    await ann.get('random-signal', { pairId, signal: RENEW });
    assert.deepEqual(await bob.next('random-signal'), { pairId, signal: RENEW });
    const { code } = await cem.refusal('random-signal', { pairId, signal: RENEW });
    assert.equal(code, 'not-paired');
    await cem.fence();
    assert.equal(cem.count('random-signal'), 0);
  });

  test('are not paired if one wants video and the other text only', async (t) => {
    const people = peopleOf(t, await startServer(t));
    const [ann, bob, cem] = [await people.page('Ann'), await people.page('Bob'), await people.page('Cem')];
    await look(ann, 'video');
    await look(bob, 'text');
    await look(cem, 'text');
    await Promise.all([bob.next('matched'), cem.next('matched')]);
    assert.equal(ann.count('matched'), 0);
  });
});

test('two tabs of one person are never paired, and the later one goes on', async (t) => {
  const people = peopleOf(t, await startServer(t));
  const [first, second] = [await people.page('Ann'), await people.page('Ann', { tabId: 'another' })];
  await look(first);
  await look(second);
  await first.next('random-replaced');
  const bob = await people.page('Bob');
  await look(bob);
  await Promise.all([second.next('matched'), bob.next('matched')]);
  assert.equal(first.count('matched'), 0);
});

describe('the other person learns within a second', () => {
  const within = async (news: Promise<{ reason: string }>) => {
    const { ms, value } = await elapsed(news);
    assert.ok(ms < 1_000, 'this took more than a second');
    return value.reason;
  };

  test('that somebody has gone on to the next, and both can meet others', async (t) => {
    const { ann, bob, page } = await startPair(t);
    const cem = await page('Cem');
    await look(cem);
    await look(ann);
    assert.equal(await within(bob.next('match-ended')), 'left');
    await Promise.all([ann.next('matched'), cem.next('matched')]);
  });

  test('that somebody has left, whose page is then not paired again', async (t) => {
    const { ann, bob, page } = await startPair(t);
    await ann.get('random-leave', {});
    assert.equal(await within(bob.next('match-ended')), 'left');
    const cem = await page('Cem');
    await look(bob);
    await look(cem);
    await bob.next('matched');
    assert.equal(ann.count('matched'), 1);
  });

  test('that somebody has logged out', async (t) => {
    const { server, bob, cookieOf } = await startPair(t);
    await logOut(server, await cookieOf('Ann'));
    assert.equal(await within(bob.next('match-ended')), 'left');
  });

  test('that the connection of the other page is lost, and that it is back', async (t) => {
    const { ann, bob, page, pairId } = await startPair(t);
    ann.cut();
    assert.deepEqual(await bob.next('partner-state'), { pairId, isConnected: false });
    const { code } = await bob.refusal('random-signal', { pairId, signal: RENEW });
    assert.equal(code, 'unreachable');
    const back = await page('Ann');
    assert.deepEqual(await back.get('random-resume', { tabId: back.tabId, pairId }), { isPaired: true });
    assert.deepEqual(await bob.next('partner-state'), { pairId, isConnected: true });
    await bob.get('random-signal', { pairId, signal: RENEW });
    await back.next('random-signal');
  });
});

test('a page that does not come back loses its pair, and another page cannot take its place', async (t) => {
  let passed = 0;
  const { ann, bob, page, pairId } = await startPair(t, { now: () => Date.now() + passed });
  ann.cut();
  await bob.next('partner-state');
  const stranger = await page('Ann', { tabId: 'another' });
  assert.deepEqual(await stranger.get('random-resume', { tabId: 'another', pairId }), { isPaired: false });
  passed = 15_000;
  assert.deepEqual(await bob.next('match-ended'), { pairId, reason: 'lost' });
});

test('a page that waited and lost its connection is paired with nobody', async (t) => {
  const people = peopleOf(t, await startServer(t));
  const ann = await people.page('Ann');
  await look(ann);
  ann.cut();
  // Lets the server notice.
  while ((await RandomSeatModel.findOne({ state: 'waiting' }).lean()) !== null)
    await new Promise((resolve) => setTimeout(resolve, 20));
  const bob = await people.page('Bob');
  const cem = await people.page('Cem');
  await look(bob);
  await look(cem);
  await Promise.all([bob.next('matched'), cem.next('matched')]);
});

describe('two servers on one database', () => {
  test('pair people of both, pass their signals and tell who has left', async (t) => {
    const [first, second] = await startTwoServers(t);
    const people = peopleOf(t, first);
    const { ann, bob, pairId } = await meet(
      await people.page('Ann'),
      await people.page('Bob', { url: second.url }),
    );
    await ann.get('random-signal', { pairId, signal: RENEW });
    assert.deepEqual(await bob.next('random-signal'), { pairId, signal: RENEW });
    await bob.get('random-signal', { pairId, signal: RENEW });
    await ann.next('random-signal');
    const leaving = bob.get('random-leave', {});
    const { ms, value } = await elapsed(leaving.then(() => ann.next('match-ended')));
    assert.deepEqual(value, { pairId, reason: 'left' });
    assert.ok(ms < 1_000);
  });

  test('let a pair go on when one of them stops and its page connects to the other', async (t) => {
    const [first, second] = await startTwoServers(t);
    const people = peopleOf(t, first);
    const bob = await people.page('Bob', { url: second.url });
    const { pairId } = await meet(await people.page('Ann'), bob);
    await first.close();
    const back = await people.page('Ann', { url: second.url });
    assert.deepEqual(await back.get('random-resume', { tabId: back.tabId, pairId }), { isPaired: true });
    await back.get('random-signal', { pairId, signal: RENEW });
    await bob.next('random-signal');
    assert.equal(bob.count('match-ended'), 0);
  });

  test('never give one person two partners when the person starts on both', async (t) => {
    const [first, second] = await startTwoServers(t);
    const people = peopleOf(t, first);
    const here = await people.page('Ann');
    const there = await people.page('Ann', { url: second.url, tabId: 'another' });
    await look(here);
    await look(there);
    await here.next('random-replaced');
    const bob = await people.page('Bob');
    await look(bob);
    await Promise.all([bob.next('matched'), there.next('matched')]);
    assert.equal(here.count('matched'), 0);
  });
});

test('with RANDOM=off there is no page, no link and no pairing', async (t) => {
  const server = await startServer(t, { settings: { RANDOM: 'off' } });
  const member = await server.member();
  await member.get('/random').expect(404);
  await server.visitor().get('/random').expect(404);
  const { text } = await member.get('/home').expect(200);
  assert.doesNotMatch(text, /\/random/);
  const ann = await peopleOf(t, server).page('Bob');
  assert.equal((await ann.refusal('random-start', { tabId: 'a', mode: 'text' })).code, 'random-off');
  assert.equal((await ann.refusal('random-leave', {})).code, 'random-off');
});
