import assert from 'node:assert/strict';
import { test } from 'node:test';
import { outcomeOf, startHouse } from '../support/meeting-people.js';
import type { House } from '../support/meeting-people.js';

async function send(
  house: House,
  name: string,
  path: string,
  form: ConstructorParameters<typeof URLSearchParams>[0] = {},
) {
  const response = await fetch(house.url + path, {
    method: 'POST',
    headers: { cookie: await house.cookie(name), origin: house.url },
    body: new URLSearchParams(form),
    redirect: 'manual',
  });
  return { status: response.status, location: response.headers.get('location'), text: await response.text() };
}

async function open(house: House, name: string, path: string) {
  const response = await fetch(house.url + path, { headers: { cookie: await house.cookie(name) } });
  return { status: response.status, text: await response.text() };
}

const SETTINGS = { title: 'Weekly', access: 'knock', invited: 'bob, @Cem\n\ndia', passcode: 'blue kites' };

test('the host changes the settings of a meeting, and the page shows them again', async (t) => {
  const house = await startHouse(t);
  const code = await house.meeting('Ann');
  const saved = await send(house, 'Ann', `/meetings/${code}`, { ...SETTINGS, allowGuests: 'on' });
  assert.deepEqual([saved.status, saved.location], [303, `/meetings/${code}?saved`]);
  const { text } = await open(house, 'Ann', `/meetings/${code}?saved`);
  assert.match(text, /Your changes have been saved/);
  assert.match(text, /value="Weekly"/);
  assert.match(text, /value="knock"[^>]*checked/);
  assert.match(text, />bob\ncem\ndia<\/textarea>/);
  assert.match(text, /name="allowGuests"[^>]*checked/);
  assert.doesNotMatch(text, /name="locked"[^>]*checked/);
  assert.match(text, /A passcode is set/);
  assert.doesNotMatch(text, /blue kites/, 'nobody can read a passcode again');
});

test('an empty passcode field keeps the passcode, and the box removes it', async (t) => {
  const house = await startHouse(t);
  const code = await house.meeting('Ann', { passcode: 'blue kites' });
  const bob = await house.page('Bob');
  const settings = { title: 'Weekly', access: 'open', invited: '', passcode: '' };
  await send(house, 'Ann', `/meetings/${code}`, settings);
  assert.equal(await outcomeOf(bob, code), 'wrong-passcode');
  await send(house, 'Ann', `/meetings/${code}`, { ...settings, removePasscode: 'on' });
  assert.equal(await outcomeOf(bob, code), 'joined');
});

test('a refused form keeps what was typed and shows each problem beside its field', async (t) => {
  const house = await startHouse(t);
  const code = await house.meeting('Ann', { title: 'Weekly' });
  const refused = await send(house, 'Ann', `/meetings/${code}`, {
    title: ' ',
    access: 'everyone',
    invited: 'bob\nnot a name!',
    passcode: 'abc',
    locked: 'on',
  });
  assert.equal(refused.status, 422);
  for (const problem of [
    'Enter a title.',
    'Choose who may enter.',
    'Write one username per line.',
    'Use at least 4 characters.',
  ])
    assert.ok(refused.text.includes(problem), problem);
  assert.match(refused.text, />bob\nnot a name!<\/textarea>/);
  assert.match(refused.text, /name="locked"[^>]*checked/);
  assert.doesNotMatch(refused.text, /"abc"/, 'a passcode is not sent back');
  const { text } = await open(house, 'Ann', `/meetings/${code}`);
  assert.match(text, /value="Weekly"/);
});

test('a passcode that is too long, or sent twice, is refused beside its field', async (t) => {
  const house = await startHouse(t);
  const code = await house.meeting('Ann');
  const form = new URLSearchParams({ title: 'Weekly', access: 'open', invited: '' });
  const passcodes = {
    'Use 64 characters or fewer.': ['x'.repeat(65)],
    'Use at least 4 characters.': ['blue kites', 'red kites'],
  };
  for (const [problem, values] of Object.entries(passcodes)) {
    form.delete('passcode');
    for (const value of values) form.append('passcode', value);
    const refused = await send(house, 'Ann', `/meetings/${code}`, form);
    assert.equal(refused.status, 422, problem);
    assert.ok(refused.text.includes(problem), problem);
  }
});

test('only the host opens the page, and a meeting that a person may not see is not found', async (t) => {
  const house = await startHouse(t);
  const [seen, unseen] = [await house.meeting('Ann'), await house.meeting('Ann', { access: 'invited' })];
  assert.equal((await open(house, 'Bob', `/meetings/${seen}`)).status, 403);
  for (const path of [`/meetings/${unseen}`, '/meetings/unknown-code', '/meetings/%20'])
    assert.equal((await open(house, 'Bob', path)).status, 404, path);
  for (const [path, form] of [
    [`/meetings/${seen}`, SETTINGS],
    [`/meetings/${seen}/call`, { tool: 'end-call' }],
    [`/meetings/${seen}/delete`, {}],
  ] as const)
    assert.equal((await send(house, 'Bob', path, form)).status, 403, path);
  const stranger = await fetch(`${house.url}/meetings/${seen}`, { redirect: 'manual' });
  assert.equal(stranger.headers.get('location'), `/login?next=%2Fmeetings%2F${seen}`);
});

test('the host uses all tools from the page, without being in the call', async (t) => {
  const house = await startHouse(t);
  const code = await house.meeting('Ann', { access: 'knock', invited: ['bob', 'cem'] });
  const [bob, cem, dia] = [await house.page('Bob'), await house.page('Cem'), await house.page('Dia')];
  for (const page of [bob, cem]) await page.join(code);
  await bob.get('screen-share-started', { streamId: 's' });
  await bob.get('media-state', { mic: true, camera: true, hand: true });
  await outcomeOf(dia, code);
  const page = await open(house, 'Ann', `/meetings/${code}`);
  assert.match(page.text, /Waiting to be let in[^]*Dia[^]*dia/);
  const [waitingId = ''] = /(?<=name="participant" value=")[^"]+/.exec(page.text) ?? [];
  const use = async (tool: string, participant?: string) => {
    const sent = await send(house, 'Ann', `/meetings/${code}/call`, {
      tool,
      ...(participant && { participant }),
    });
    assert.equal(sent.location, `/meetings/${code}?done`, tool);
  };
  await use('admit', waitingId);
  await dia.next('admitted');
  await use('mute', cem.participantId);
  assert.deepEqual(await cem.next('muted'), { by: 'Ann' });
  await use('ask-to-unmute', cem.participantId);
  await cem.next('unmute-asked');
  await use('stop-share', bob.participantId);
  await bob.next('share-stopped');
  await use('lower-hand');
  await bob.next('hand-lowered');
  await use('lock');
  assert.equal((await bob.next('call-settings')).isLocked, true);
  await use('unlock');
  await use('make-co-host', cem.participantId);
  // The host of the meeting is not in the call, so the co-host takes over.
  await bob.next('roster', (roster) => roster[1]?.role === 'host');
  await use('remove-co-host', cem.participantId);
  await bob.next('roster', (roster) => roster[0]?.role === 'host');
  await use('hand-over', cem.participantId);
  await bob.next('roster', (roster) => roster[1]?.role === 'host');
  await use('remove', bob.participantId);
  await bob.next('removed');
  await use('end-call');
  await cem.next('call-ended');
  const over = await send(house, 'Ann', `/meetings/${code}/call`, { tool: 'mute' });
  assert.equal(over.location, `/meetings/${code}?done`, 'to mute nobody is no mistake');
  const gone = await send(house, 'Ann', `/meetings/${code}/call`, { tool: 'remove', participant: 'x' });
  assert.equal(gone.location, `/meetings/${code}?gone`);
  const ended = await send(house, 'Ann', `/meetings/${code}/call`, { tool: 'end-call' });
  assert.equal(ended.location, `/meetings/${code}?over`);
  assert.match((await open(house, 'Ann', `/meetings/${code}?over`)).text, /No one is in the call right now/);
});

test('a button of no known tool is refused', async (t) => {
  const house = await startHouse(t);
  const code = await house.meeting('Ann');
  for (const form of [{}, { tool: 'explode' }, { tool: 'remove', participant: 'x'.repeat(65) }] as Record<
    string,
    string
  >[])
    assert.equal((await send(house, 'Ann', `/meetings/${code}/call`, form)).status, 400);
});

test('the host deletes a meeting after its call', async (t) => {
  const house = await startHouse(t);
  const code = await house.meeting('Ann', { access: 'invited', invited: ['bob'] });
  const bob = await house.page('Bob');
  await bob.join(code);
  assert.equal((await send(house, 'Ann', `/meetings/${code}/delete`)).status, 409);
  await send(house, 'Ann', `/meetings/${code}/call`, { tool: 'end-call' });
  await bob.next('call-ended');
  let removed = await send(house, 'Ann', `/meetings/${code}/delete`);
  // The end of the call is written a moment after the people have left.
  while (removed.status === 409) removed = await send(house, 'Ann', `/meetings/${code}/delete`);
  assert.equal(removed.location, '/home');
  assert.equal((await open(house, 'Ann', `/meetings/${code}`)).status, 404);
  assert.doesNotMatch((await open(house, 'Bob', '/history')).text, new RegExp(code));
});

test('the title of a meeting stays hidden from people who may not enter', async (t) => {
  const house = await startHouse(t);
  const settings = { title: 'Takeover of Acme', access: 'invited', allowGuests: true };
  const code = await house.meeting('Ann', settings);
  assert.doesNotMatch((await open(house, 'Bob', `/room/${code}`)).text, /Acme/);
  const guest = await fetch(`${house.url}/room/${code}`);
  assert.doesNotMatch(await guest.text(), /Acme/);
  const noted = await fetch(`${house.url}/api/v1/history`, {
    method: 'POST',
    headers: { cookie: await house.cookie('Bob'), origin: house.url, 'content-type': 'application/json' },
    body: JSON.stringify({ code }),
  });
  assert.equal(noted.status, 404);
  assert.doesNotMatch((await open(house, 'Bob', '/history')).text, /Acme/);
  await house.change('Ann', code, { invited: ['bob'] });
  assert.match((await open(house, 'Bob', `/room/${code}`)).text, /Acme/);
});
