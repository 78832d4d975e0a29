import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { sessionOf, startRealtime } from '../support/start-realtime.js';
import type { TestPage } from '../support/test-page.js';
import { CODE, ann, bob, cem } from '../support/two-in-call.js';

const GRACE_MS = 50;

/** Ann hosts a call with Bob and Cem. Bob has lost the server so long that it has removed him. */
async function startWithoutBob(t: TestContext) {
  const server = await startRealtime(t, { graceMs: GRACE_MS });
  const pages = [await server.page(ann), await server.page(bob), await server.page(cem)] as const;
  const calls = [await pages[0].join(CODE), await pages[1].join(CODE), await pages[2].join(CODE)] as const;
  const [first, lost, third] = pages;
  lost.cut();
  await third.next('user-left', ({ reason }) => reason === 'lost');
  await first.next('user-left', ({ reason }) => reason === 'lost');
  return { server, first, lost, third, callId: calls[0].call.id };
}

/** The page comes back to its call, as a rejoin does. */
function rejoin(page: TestPage, callId: string) {
  return page.enter({ ...page.joinRequest(CODE), callId });
}

test('a host who removes a person without the server tells everyone, and the person stays out', async (t) => {
  const { server, first, lost, third, callId } = await startWithoutBob(t);
  await first.get('remove', { participantId: lost.participantId });
  for (const page of [first, third]) {
    const news = await page.next('user-left');
    assert.deepEqual(news, { participantId: lost.participantId, name: 'Bob', reason: 'removed' });
  }
  const again = await server.page(bob, { tabId: lost.tabId });
  const refusal = await again.refusal('join-call', { ...again.joinRequest(CODE), callId });
  assert.equal(refusal.code, 'removed');
});

test('a participant cannot remove a person without the server, and nobody the host of the meeting', async (t) => {
  const { first, lost, third } = await startWithoutBob(t);
  const byOther = await third.refusal('remove', { participantId: lost.participantId });
  assert.equal(byOther.code, 'host-only');
  await first.get('co-host', { participantId: third.participantId, isCoHost: true });
  first.cut();
  await third.next('user-left', ({ reason }) => reason === 'lost');
  const ofHost = await third.refusal('remove', { participantId: first.participantId });
  assert.equal(ofHost.code, 'host-only');
  assert.equal((await third.refusal('remove', { participantId: 'nobody' })).code, 'unreachable');
  await third.get('remove', { participantId: lost.participantId });
});

test('a page that was away learns who has left for good, and not who is only lost', async (t) => {
  const { server, first, lost, third, callId } = await startWithoutBob(t);
  await third.get('leave-call', {});
  const again = await server.page(bob, { tabId: lost.tabId });
  const snapshot = await rejoin(again, callId);
  assert.equal(snapshot.resumed, false);
  assert.deepEqual(snapshot.gone, [third.participantId]);
  const newcomer = await (await server.page(cem)).join(CODE);
  assert.deepEqual(newcomer.gone, [], 'a newcomer has no connections to close');

  again.cut();
  await first.next('user-left', ({ reason }) => reason === 'lost');
  const firstAgain = await server.page(ann, { tabId: first.tabId });
  const { gone } = await rejoin(firstAgain, callId);
  assert.deepEqual(gone, [third.participantId], 'Bob is only lost');
});

test('a removal counts for a page that was away, and a person who is back is not gone', async (t) => {
  const { server, first, lost, third, callId } = await startWithoutBob(t);
  await first.get('remove', { participantId: third.participantId });
  assert.equal((await first.next('user-left')).reason, 'removed');
  const again = await server.page(bob, { tabId: lost.tabId });
  assert.deepEqual((await rejoin(again, callId)).gone, [third.participantId]);
  await again.get('leave-call', {});
  const oncemore = await server.page(bob, { tabId: lost.tabId });
  assert.ok(!(await rejoin(oncemore, callId)).gone.includes(lost.participantId));
});

test('when everyone has lost the server, those who come back keep each other', async (t) => {
  const { server, first, lost, third, callId } = await startWithoutBob(t);
  first.cut();
  await third.next('user-left', ({ reason }) => reason === 'lost');
  await third.get('leave-call', {}); // the call ends
  const again = await server.page(bob, { tabId: lost.tabId });
  const snapshot = await rejoin(again, callId);
  assert.deepEqual(
    snapshot.roster.map(({ name }) => name),
    ['Bob'],
  );
  assert.deepEqual(snapshot.gone, [third.participantId]);
});

test('the end of a session removes its lost pages for good, also within their grace period', async (t) => {
  const { server, first, lost, third } = await startWithoutBob(t);
  server.realtime.disconnectSession(sessionOf(bob));
  assert.deepEqual(await first.next('user-left'), {
    participantId: lost.participantId,
    name: 'Bob',
    reason: 'left',
  });
  third.cut();
  await first.next('roster', (roster) => roster.some(({ state }) => state === 'reconnecting'));
  server.realtime.disconnectSession(sessionOf(cem));
  const news = await first.next('user-left');
  assert.deepEqual(news, { participantId: third.participantId, name: 'Cem', reason: 'left' });
});

test('everyone learns that a host has ended the call, and not that people have left', async (t) => {
  const { first, third } = await startWithoutBob(t);
  await first.get('end-call', {});
  await third.next('call-ended');
});
