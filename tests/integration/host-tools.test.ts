import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { outcomeOf, startHouse } from '../support/meeting-people.js';
import { temporaryDirectory } from '../support/temporary-directory.js';

/** Ann hosts a meeting with Bob, Cem and a guest, who have joined in this order. */
async function startCall(t: TestContext) {
  const house = await startHouse(t);
  const code = await house.meeting('Ann', { allowGuests: true });
  const [ann, bob, cem] = [await house.page('Ann'), await house.page('Bob'), await house.page('Cem')];
  for (const page of [ann, bob, cem]) await page.join(code);
  const guest = await house.guest(code);
  await outcomeOf(guest, code, { name: 'Gil' });
  return { house, code, ann, bob, cem, guest };
}

const rolesIn = (roster: readonly { name: string; role: string }[]) =>
  roster.map(({ name, role }) => `${name} ${role}`);

test('a host mutes one or all, and cannot turn a microphone on', async (t) => {
  const { ann, bob, cem } = await startCall(t);
  await ann.get('mute', { participantId: bob.participantId });
  assert.deepEqual(await bob.next('muted'), { by: 'Ann' });
  await cem.next('roster', (roster) => roster[1]?.media.mic === false);
  await cem.fence();
  assert.equal(cem.count('muted'), 0);
  await ann.get('mute', {});
  await cem.next('muted');
  const roster = await cem.next('roster', (all) =>
    all.every(({ name, media }) => name === 'Ann' || !media.mic),
  );
  assert.equal(roster[0]?.media.mic, true, 'the host who mutes all stays on');
  await bob.fence();
  assert.equal(bob.count('muted'), 1, 'a muted page is not muted again');
  await ann.get('ask-to-unmute', { participantId: bob.participantId });
  assert.deepEqual(await bob.next('unmute-asked'), { by: 'Ann' });
});

test('a host stops a share and lowers hands', async (t) => {
  const { ann, bob, cem } = await startCall(t);
  await bob.get('screen-share-started', { streamId: 'screen' });
  for (const page of [bob, cem]) await page.get('media-state', { mic: true, camera: true, hand: true });
  await ann.get('stop-share', { participantId: bob.participantId });
  assert.deepEqual(await bob.next('share-stopped'), { by: 'Ann' });
  await cem.next('screen-share-stopped', ({ participantId }) => participantId === bob.participantId);
  await cem.next('roster', (roster) => roster[1]?.media.screen === null && roster[1].media.hand);
  await ann.get('lower-hand', { participantId: bob.participantId });
  await bob.next('hand-lowered');
  await ann.get('lower-hand', {});
  await cem.next('hand-lowered');
  await ann.next('roster', (roster) => roster.every(({ media }) => !media.hand));
  await bob.fence();
  assert.equal(bob.count('hand-lowered'), 1);
});

test('a removed person leaves with all pages and stays out of this call, and not of the next', async (t) => {
  const { house, code, ann, bob, cem, guest } = await startCall(t);
  const second = await house.page('Bob');
  await second.join(code);
  await ann.get('remove', { participantId: bob.participantId });
  assert.deepEqual(await bob.next('removed'), { by: 'Ann' });
  await second.next('removed');
  await cem.rosterOf('Ann', 'Cem', 'Gil');
  assert.equal(await outcomeOf(bob, code), 'removed');
  assert.equal((await bob.get('watch-call', { code })).entry, 'removed');
  assert.equal((await bob.refusal('chat-message', { text: 'x', clientKey: 'k' })).code, 'not-in-call');
  const other = await house.page('Bob');
  assert.equal(await outcomeOf(other, code), 'removed', 'a new page is the same person');
  for (const page of [ann, cem, guest]) await page.get('leave-call', {});
  assert.equal(await outcomeOf(bob, code), 'joined');
});

test('after a guest was removed, the next guest has to wait', async (t) => {
  const { house, code, ann, guest } = await startCall(t);
  await ann.get('remove', { participantId: guest.participantId });
  await guest.next('removed');
  assert.equal(await outcomeOf(guest, code, { name: 'Gil' }), 'removed');
  const next = await house.guest(code);
  assert.equal(await outcomeOf(next, code, { name: 'Not Gil' }), 'waiting');
});

test('a removal is remembered by the next server', async (t) => {
  const dataDir = await temporaryDirectory(t);
  const before = await startHouse(t, { dataDir });
  const code = await before.meeting('Ann');
  const cookies = [await before.cookie('Ann'), await before.cookie('Bob')];
  const [ann, bob] = [await before.page('Ann'), await before.page('Bob')];
  await ann.join(code);
  await bob.join(code);
  await ann.get('co-host', { participantId: bob.participantId, isCoHost: true });
  await ann.get('remove', { participantId: bob.participantId });
  await before.close();

  const after = await startHouse(t, { dataDir });
  const { TestPage } = await import('../support/test-page.js');
  const [annAgain, bobAgain] = cookies.map((cookie) => new TestPage(after.url, { cookie }));
  assert.ok(annAgain && bobAgain);
  t.after(() => {
    annAgain.close();
    bobAgain.close();
  });
  await bobAgain.connected();
  assert.equal(await outcomeOf(bobAgain, code), 'removed', 'even before anybody has come back');
  await annAgain.connected();
  assert.equal(await outcomeOf(annAgain, code), 'joined');
});

test('co-hosts may do everything but remove hosts, choose hosts and end the call', async (t) => {
  const { ann, bob, cem, guest } = await startCall(t);
  const { participantId } = bob;
  assert.equal((await bob.refusal('mute', {})).code, 'host-only');
  await ann.get('co-host', { participantId, isCoHost: true });
  const roster = await cem.next('roster', (all) => all[1]?.role === 'co-host');
  assert.deepEqual(rolesIn(roster), ['Ann host', 'Bob co-host', 'Cem participant', 'Gil participant']);
  await bob.get('mute', { participantId: cem.participantId });
  await bob.get('lock', { locked: true });
  for (const [event, payload] of [
    ['co-host', { participantId: cem.participantId, isCoHost: true }],
    ['hand-over', { participantId }],
    ['end-call', {}],
    ['remove', { participantId: ann.participantId }],
    ['remove', { participantId }],
  ] as const)
    assert.deepEqual((await bob.send(event, payload)).ok, false, event);
  await bob.get('remove', { participantId: guest.participantId });
  await ann.get('co-host', { participantId, isCoHost: false });
  assert.equal((await bob.refusal('mute', {})).code, 'host-only');
});

test('a guest cannot become a co-host or the host', async (t) => {
  const { ann, guest } = await startCall(t);
  const { participantId } = guest;
  assert.equal((await ann.refusal('co-host', { participantId, isCoHost: true })).code, 'bad-request');
  assert.equal((await ann.refusal('hand-over', { participantId })).code, 'bad-request');
});

test('when the host leaves, the longest-present person takes over, and the host gets the role back', async (t) => {
  const { house, code, ann, bob, cem } = await startCall(t);
  await ann.get('leave-call', {});
  const without = await cem.next('roster', (all) => all.length === 3);
  assert.deepEqual(rolesIn(without), ['Bob host', 'Cem participant', 'Gil participant']);
  await bob.get('mute', { participantId: cem.participantId });
  const back = await house.page('Ann');
  const { roster } = await back.join(code);
  assert.deepEqual(rolesIn(roster), ['Bob participant', 'Cem participant', 'Gil participant', 'Ann host']);
  assert.equal((await bob.refusal('mute', {})).code, 'host-only');
});

test('when the host leaves, a co-host comes before people who were there longer', async (t) => {
  const { ann, cem } = await startCall(t);
  await ann.get('co-host', { participantId: cem.participantId, isCoHost: true });
  await ann.get('leave-call', {});
  const roster = await cem.next('roster', (all) => all.length === 3);
  assert.deepEqual(rolesIn(roster), ['Bob participant', 'Cem host', 'Gil participant']);
});

test('a person who has taken over and chooses a co-host stays the host', async (t) => {
  const { ann, bob, cem } = await startCall(t);
  await ann.get('leave-call', {});
  await bob.get('co-host', { participantId: cem.participantId, isCoHost: true });
  const roster = await cem.next('roster', (all) => all[1]?.role === 'co-host');
  assert.deepEqual(rolesIn(roster), ['Bob host', 'Cem co-host', 'Gil participant']);
});

test('a host hands the call over', async (t) => {
  const { ann, bob, cem } = await startCall(t);
  await ann.get('hand-over', { participantId: bob.participantId });
  const roster = await cem.next('roster', (all) => all[1]?.role === 'host');
  assert.equal(roster[0]?.role, 'participant');
  assert.equal((await ann.refusal('end-call', {})).code, 'host-only');
  assert.equal((await bob.refusal('remove', { participantId: ann.participantId })).code, 'host-only');
  await bob.get('leave-call', {});
  await cem.next('roster', (all) => all[0]?.role === 'host');
});

test('a new host sees the waiting room', async (t) => {
  const house = await startHouse(t);
  const code = await house.meeting('Ann', { access: 'knock', invited: ['bob'] });
  const [ann, bob, cem] = [await house.page('Ann'), await house.page('Bob'), await house.page('Cem')];
  await ann.join(code);
  const { waitingRoom } = await bob.join(code);
  assert.deepEqual(waitingRoom, []);
  await outcomeOf(cem, code);
  await ann.next('waiting-room', (list) => list.length === 1);
  await bob.fence();
  assert.equal(bob.count('waiting-room'), 0, 'participants do not see it');
  assert.equal((await bob.refusal('admit', {})).code, 'host-only');
  await ann.get('leave-call', {});
  assert.equal((await bob.next('waiting-room')).length, 1);
});

test('the host ends the call for everyone, and pages that come back do not start it again', async (t) => {
  const { code, ann, bob, cem } = await startCall(t);
  const { call } = await bob.enter(bob.joinRequest(code));
  await ann.get('end-call', {});
  for (const page of [bob, cem]) assert.deepEqual(await page.next('call-ended'), { by: 'Ann' });
  assert.equal((await bob.refusal('media-state', { mic: true, camera: true })).code, 'not-in-call');
  assert.equal(await outcomeOf(bob, code, { callId: call.id }), 'ended');
  assert.equal(await outcomeOf(bob, code), 'joined', 'a person may start another call');
});

test('hosts have no power over people of other meetings', async (t) => {
  const { house, ann } = await startCall(t);
  const other = await house.meeting('Dia');
  const [dia, eve] = [await house.page('Dia'), await house.page('Eve')];
  await dia.join(other);
  await eve.join(other);
  for (const tool of ['mute', 'stop-share', 'lower-hand', 'remove', 'hand-over', 'ask-to-unmute'] as const)
    assert.equal((await ann.refusal(tool, { participantId: eve.participantId })).code, 'unreachable', tool);
  await ann.get('mute', {});
  await eve.fence();
  assert.deepEqual([eve.count('muted'), eve.count('removed')], [0, 0]);
});

test('a person who is removed while joining again does not slip back in', async (t) => {
  const { house, code, ann, bob } = await startCall(t);
  const second = await house.page('Bob');
  const removal = ann.get('remove', { participantId: bob.participantId });
  const outcome = await outcomeOf(second, code);
  await removal;
  await ann.next('roster', (roster) => !roster.some(({ name }) => name === 'Bob'));
  await ann.fence();
  if (outcome === 'joined') await second.next('removed');
  else assert.equal(outcome, 'removed');
});

test('the log tells what hosts have done, without names and codes', async (t) => {
  const { house, code, ann, bob, cem } = await startCall(t);
  await ann.get('lock', { locked: true });
  await ann.get('co-host', { participantId: bob.participantId, isCoHost: true });
  await ann.get('remove', { participantId: cem.participantId });
  assert.equal(await outcomeOf(cem, code), 'removed');
  await ann.get('end-call', {});
  const log = house.lines.join('\n');
  for (const line of [
    /locked meeting=[0-9a-f]{24} by=[0-9a-f]{24}/,
    /made a co-host meeting=[0-9a-f]{24} user=[0-9a-f]{24} by=[0-9a-f]{24}/,
    /removed meeting=[0-9a-f]{24} user=[0-9a-f]{24} by=[0-9a-f]{24}/,
    /entry refused reason=removed user=[0-9a-f]{24}/,
    /ended the call meeting=[0-9a-f]{24} by=[0-9a-f]{24}/,
  ])
    assert.match(log, line);
  assert.ok(!log.includes(code));
  assert.doesNotMatch(log, /\b(Ann|Bob|Cem|Gil)\b/);
});
