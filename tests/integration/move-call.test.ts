import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import type { Authenticate } from '../../src/realtime/connections.js';
import type { RealtimeOptions } from '../../src/realtime/realtime.js';
import { identityOf, startRealtime, type TestUser } from '../support/start-realtime.js';
import { startHouse } from '../support/meeting-people.js';
import { CODE, ann, bob, cem } from '../support/two-in-call.js';

/** A session is part of the user of these tests, so one person can have several. */
const authenticate: Authenticate = async ({ headers }) => {
  const cookie = /(?:^|;\s*)user=([^;]+)/.exec(headers.cookie ?? '')?.[1] ?? '';
  const user = JSON.parse(decodeURIComponent(cookie)) as TestUser & { session?: string };
  return Promise.resolve(identityOf(user.session ?? `laptop of ${user.id}`, user));
};

const annOnPhone = { ...ann, session: 'phone' };

/** Ann and Bob are in a call. */
async function startCall(t: TestContext, options: Partial<RealtimeOptions> = {}) {
  const server = await startRealtime(t, { authenticate, ...options });
  const [first, other] = [await server.page(ann), await server.page(bob)];
  const { call } = await first.join(CODE);
  await other.join(CODE);
  const people = () => server.realtime.people(CODE).participants.map(({ participantId }) => participantId);
  return { server, first, other, people, callId: call.id };
}

test('a page before the call learns whether its person is in the call already, and where', async (t) => {
  const { server, first, other } = await startCall(t);
  const [tab, phone, stranger] = [
    await server.page(ann),
    await server.page(annOnPhone),
    await server.page(cem),
  ];
  assert.equal((await tab.get('watch-call', { code: CODE })).elsewhere, 'tab');
  assert.equal((await phone.get('watch-call', { code: CODE })).elsewhere, 'device');
  assert.equal((await stranger.get('watch-call', { code: CODE })).elsewhere, null, 'others learn nothing');
  assert.equal((await phone.get('watch-call', { code: 'other-call' })).elsewhere, null);
  await first.get('leave-call', {});
  await tab.next('preview', ({ elsewhere }) => elsewhere === null);
  await other.get('leave-call', {});
});

test('a person moves the call to another page, and the old page learns where it went', async (t) => {
  const { server, first, other, people } = await startCall(t);
  const phone = await server.page(annOnPhone);
  const { roster } = await phone.enter({ ...phone.joinRequest(CODE), move: true });
  assert.deepEqual(
    roster.map(({ name }) => name),
    ['Bob', 'Ann'],
  );
  assert.deepEqual(await first.next('moved'), { to: 'device' });
  assert.deepEqual(people(), [other.participantId, phone.participantId]);
  assert.deepEqual(await other.next('user-left'), {
    participantId: first.participantId,
    name: 'Ann',
    reason: 'moved',
  });
  const joined = await other.next('user-joined');
  assert.deepEqual(joined, { participantId: phone.participantId, name: 'Ann', hasMoved: true });
  assert.equal((await first.refusal('media-state', { mic: true, camera: true })).code, 'not-in-call');

  const back = await server.page(ann);
  await back.enter({ ...back.joinRequest(CODE), move: true });
  assert.deepEqual(await phone.next('moved'), { to: 'device' });
  assert.deepEqual(people(), [other.participantId, back.participantId]);
});

test('a host who is alone moves the call and keeps it', async (t) => {
  const server = await startRealtime(t, { authenticate });
  const [first, tab] = [await server.page(ann), await server.page(ann)];
  const before = await first.join(CODE);
  const message = await first.get('chat-message', { text: 'Hello', clientKey: 'key' });
  const after = await tab.enter({ ...tab.joinRequest(CODE), move: true });
  assert.deepEqual(await first.next('moved'), { to: 'tab' });
  assert.deepEqual(after.call, before.call);
  assert.deepEqual(after.chat, [message]);
  assert.equal(after.roster[0]?.role, 'host');
});

test('a person may use several pages on purpose', async (t) => {
  const { server, first, other, people } = await startCall(t);
  const phone = await server.page(annOnPhone);
  await phone.join(CODE);
  await first.fence();
  assert.equal(first.count('moved'), 0);
  assert.deepEqual(people(), [first.participantId, other.participantId, phone.participantId]);
});

test('a person can move a full call, and nobody else gets a place by a move', async (t) => {
  const { server, first } = await startCall(t, { maxParticipants: 2 });
  const [tab, stranger] = [await server.page(ann), await server.page(cem)];
  const refusal = await stranger.refusal('join-call', { ...stranger.joinRequest(CODE), move: true });
  assert.equal(refusal.code, 'full');
  assert.equal((await tab.refusal('join-call', tab.joinRequest(CODE))).code, 'full');
  await tab.enter({ ...tab.joinRequest(CODE), move: true });
  await first.next('moved');
});

test('a page that had lost the server when the call was moved does not come back beside the new one', async (t) => {
  const { server, first, other, callId } = await startCall(t, { graceMs: 50 });
  first.cut();
  await other.next('user-left', ({ reason }) => reason === 'lost');
  const tab = await server.page(ann);
  await tab.enter({ ...tab.joinRequest(CODE), move: true });
  const news = await other.next('user-left');
  assert.deepEqual(news, { participantId: first.participantId, name: 'Ann', reason: 'moved' });
  const again = await server.page(ann, { tabId: first.tabId });
  assert.equal((await again.refusal('join-call', { ...again.joinRequest(CODE), callId })).code, 'moved');
});

test('a move moves nobody else, whatever the page claims', async (t) => {
  const { server, first, other, people } = await startCall(t);
  const stranger = await server.page(cem, { tabId: first.tabId });
  await stranger.enter({ ...stranger.joinRequest(CODE), move: true });
  await first.fence();
  assert.equal(first.count('moved'), 0);
  assert.deepEqual(people(), [first.participantId, other.participantId, stranger.participantId]);
});

test('a guest moves the call within the browser of the guest', async (t) => {
  const house = await startHouse(t);
  const code = await house.meeting('Ann', { allowGuests: true });
  await (await house.page('Ann')).join(code);
  const [guest, stranger] = [await house.guest(code), await house.guest(code)];
  await guest.enter({ ...guest.joinRequest(code), name: 'Gil' });
  assert.equal((await stranger.get('watch-call', { code })).elsewhere, null);
  const tab = await house.secondPage(guest);
  assert.equal((await tab.get('watch-call', { code })).elsewhere, 'tab');
  await tab.enter({ ...tab.joinRequest(code), name: 'Gil', move: true });
  assert.deepEqual(await guest.next('moved'), { to: 'tab' });
});
