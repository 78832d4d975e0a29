import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ASK_AGAIN_MS } from '../../src/shared/limits.js';
import { outcomeOf, startHouse } from '../support/meeting-people.js';

test('an invited meeting lets in its host and the people on its list, and names the reason to others', async (t) => {
  const house = await startHouse(t);
  const code = await house.meeting('Ann', { access: 'invited', invited: ['bob', 'nobody-has-this-name'] });
  assert.equal(await outcomeOf(await house.page('Ann'), code), 'joined');
  assert.equal(await outcomeOf(await house.page('Bob'), code), 'joined');
  const cem = await house.page('Cem');
  assert.equal(await outcomeOf(cem, code), 'not-invited');
  assert.equal((await cem.get('watch-call', { code })).entry, 'not-invited');
  await house.change('Ann', code, { invited: ['cem'] });
  assert.equal(await outcomeOf(cem, code), 'joined');
});

test('people knock and wait, the host sees name and account, and admits one or all', async (t) => {
  const house = await startHouse(t);
  const code = await house.meeting('Ann', { access: 'knock' });
  const [ann, bob] = [await house.page('Ann'), await house.page('Bob')];
  assert.equal(await outcomeOf(bob, code), 'waiting', 'also before anybody is in the call');
  const { waitingRoom } = await ann.join(code);
  assert.deepEqual(
    waitingRoom.map(({ name, username }) => [name, username]),
    [['Bob', 'bob']],
  );
  const [cem, dia] = [await house.page('Cem'), await house.page('Dia')];
  await outcomeOf(cem, code);
  await outcomeOf(dia, code);
  const all = await ann.next('waiting-room', (waiting) => waiting.length === 3);
  await ann.get('admit', { participantId: all[1]?.participantId });
  await cem.next('admitted');
  assert.equal(await outcomeOf(cem, code), 'joined');
  assert.equal(cem.participantId, all[1]?.participantId);
  assert.deepEqual(
    (await ann.next('waiting-room', (waiting) => waiting.length === 2)).map(({ name }) => name),
    ['Bob', 'Dia'],
  );
  await ann.get('admit', {});
  for (const page of [bob, dia]) {
    await page.next('admitted');
    assert.equal(await outcomeOf(page, code), 'joined');
  }
  await ann.rosterOf('Ann', 'Cem', 'Bob', 'Dia');
});

test('a person whom the host denies learns it, and may ask again after half a minute', async (t) => {
  let now = Date.now();
  const house = await startHouse(t, { now: () => now });
  const code = await house.meeting('Ann', { access: 'knock' });
  const [ann, bob] = [await house.page('Ann'), await house.page('Bob')];
  await ann.join(code);
  await outcomeOf(bob, code);
  const [waiting] = await ann.next('waiting-room', (list) => list.length === 1);
  await ann.get('deny', { participantId: waiting?.participantId ?? '' });
  await bob.next('denied');
  assert.equal(await outcomeOf(bob, code), 'denied');
  now += ASK_AGAIN_MS;
  assert.equal(await outcomeOf(bob, code), 'waiting');
});

test('a page that stops waiting, or is closed, leaves the waiting room', async (t) => {
  const house = await startHouse(t);
  const code = await house.meeting('Ann', { access: 'knock' });
  const ann = await house.page('Ann');
  await ann.join(code);
  const [bob, cem] = [await house.page('Bob'), await house.page('Cem')];
  await outcomeOf(bob, code);
  await outcomeOf(cem, code);
  await ann.next('waiting-room', (list) => list.length === 2);
  await bob.get('leave-call', {});
  await ann.next('waiting-room', (list) => list.map(({ name }) => name).join() === 'Cem');
  cem.cut();
  await ann.next('waiting-room', (list) => list.length === 0);
});

test('people who wait enter by themselves when the host opens the meeting', async (t) => {
  const house = await startHouse(t);
  const code = await house.meeting('Ann', { access: 'knock' });
  const bob = await house.page('Bob');
  await outcomeOf(bob, code);
  await house.change('Ann', code, { access: 'open' });
  await bob.next('admitted');
  assert.equal(await outcomeOf(bob, code), 'joined');
});

test('a passcode is asked once per call, also of invited people, and never of the host', async (t) => {
  const house = await startHouse(t);
  const code = await house.meeting('Ann', { passcode: 'blue kites', invited: ['bob'] });
  const [ann, bob, cem] = [await house.page('Ann'), await house.page('Bob'), await house.page('Cem')];
  assert.equal(await outcomeOf(ann, code), 'joined');
  assert.equal((await bob.get('watch-call', { code })).needsPasscode, true);
  assert.equal(await outcomeOf(bob, code), 'wrong-passcode');
  assert.equal(await outcomeOf(bob, code, { passcode: 'Blue Kites' }), 'wrong-passcode');
  assert.equal(await outcomeOf(bob, code, { passcode: '  blue kites ' }), 'joined');
  await bob.get('leave-call', {});
  assert.equal(await outcomeOf(bob, code), 'joined', 'a person who was in the call comes back without it');
  assert.equal(await outcomeOf(cem, code), 'wrong-passcode');
  await house.change('Ann', code, { passcode: null });
  assert.equal(await outcomeOf(cem, code), 'joined');
});

test('guesses at a passcode are limited for each person and meeting', async (t) => {
  let now = Date.now();
  const house = await startHouse(t, { now: () => now });
  const code = await house.meeting('Ann', { passcode: 'blue kites' });
  const bob = await house.page('Bob');
  const outcomes = [];
  for (let guess = 0; guess < 12; guess += 1) {
    now += 2_000;
    outcomes.push(await outcomeOf(bob, code, { passcode: `guess ${guess}` }));
  }
  assert.deepEqual(new Set(outcomes.slice(0, 5)), new Set(['wrong-passcode']));
  assert.equal(outcomes.at(-1), 'rate-limited');
  const cem = await house.page('Cem');
  assert.equal(await outcomeOf(cem, code, { passcode: 'blue kites' }), 'joined', 'others are not concerned');
});

test('a locked call lets in nobody new, but the people who were in it come back', async (t) => {
  const house = await startHouse(t);
  const code = await house.meeting('Ann', { invited: ['cem'] });
  const [ann, bob, cem] = [await house.page('Ann'), await house.page('Bob'), await house.page('Cem')];
  await ann.join(code);
  await bob.join(code);
  await cem.get('watch-call', { code });
  await ann.get('lock', { locked: true });
  assert.equal((await bob.next('call-settings')).isLocked, true);
  assert.equal((await cem.next('preview', ({ entry }) => entry !== 'enter')).entry, 'locked');
  assert.equal(await outcomeOf(cem, code), 'locked');
  await bob.get('leave-call', {});
  assert.equal(await outcomeOf(bob, code), 'joined');
  await ann.get('leave-call', {});
  assert.equal(await outcomeOf(ann, code), 'joined');
  await ann.get('lock', { locked: false });
  await cem.next('preview', ({ entry }) => entry === 'enter');
  assert.equal(await outcomeOf(cem, code), 'joined');
});

test('the lock of a call ends with the call, and the lock of the meeting stays', async (t) => {
  const house = await startHouse(t);
  const code = await house.meeting('Ann');
  const [ann, bob] = [await house.page('Ann'), await house.page('Bob')];
  await ann.join(code);
  await ann.get('lock', { locked: true });
  await ann.get('leave-call', {});
  assert.equal(await outcomeOf(bob, code), 'joined');
  await bob.get('leave-call', {});
  await house.change('Ann', code, { locked: true });
  assert.equal(await outcomeOf(bob, code), 'locked');
  assert.equal(await outcomeOf(ann, code), 'joined', 'the host enters');
  await ann.get('lock', { locked: false });
  assert.equal(await outcomeOf(bob, code), 'joined', 'unlocking the call unlocks the meeting');
});

test('only people who are known to the meeting learn names before they join', async (t) => {
  const house = await startHouse(t);
  const code = await house.meeting('Ann', { access: 'knock', invited: ['bob'] });
  const ann = await house.page('Ann');
  await ann.join(code);
  const [bob, cem] = [await house.page('Bob'), await house.page('Cem')];
  assert.deepEqual((await bob.get('watch-call', { code })).names, ['Ann']);
  const seen = await cem.get('watch-call', { code });
  assert.deepEqual(seen, {
    count: 1,
    full: false,
    entry: 'wait',
    needsPasscode: false,
    elsewhere: null,
    names: null,
    reachable: [],
    iceServers: [],
  });
  await outcomeOf(cem, code);
  await bob.join(code);
  assert.equal(
    (await cem.next('preview', ({ count }) => count === 2)).names,
    null,
    'also in the waiting room',
  );
  assert.equal(cem.count('roster'), 0);
});

test('an account that takes over a deleted username does not take over its invitations', async (t) => {
  const house = await startHouse(t);
  const code = await house.meeting('Ann', { access: 'invited', invited: ['bob'] });
  const response = await fetch(`${house.url}/account/delete`, {
    method: 'POST',
    headers: { cookie: await house.cookie('Bob'), origin: house.url },
    body: new URLSearchParams({ deletePassword: 'correct horse battery' }),
    redirect: 'manual',
  });
  assert.equal(response.status, 303);
  const other = await house.member({ name: 'Other', username: 'bob' });
  const { status } = await other.get(`/api/v1/meetings/${code}`);
  assert.equal(status, 404);
});
