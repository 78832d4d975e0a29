import assert from 'node:assert/strict';
import { test } from 'node:test';
import mongoose from 'mongoose';
import { outcomeOf, startHouse } from '../support/meeting-people.js';
import { TestPage } from '../support/test-page.js';

test('a stranger may open the page of a meeting only where guests are allowed', async (t) => {
  const house = await startHouse(t);
  const [closed, open] = [await house.meeting('Ann'), await house.meeting('Ann', { allowGuests: true })];
  const visit = (code: string) => fetch(`${house.url}/room/${code}`, { redirect: 'manual' });
  assert.equal((await visit(closed)).headers.get('location'), `/login?next=%2Froom%2F${closed}`);
  assert.equal((await visit('unknown-code')).headers.get('location'), '/login?next=%2Froom%2Funknown-code');
  const page = await visit(open);
  assert.equal(page.status, 200);
  const [cookie = ''] = page.headers.getSetCookie();
  assert.match(cookie, /^parley\.guest=[^;]+;.*HttpOnly.*SameSite=Lax/);
  const join = await fetch(`${house.url}/join`, {
    method: 'POST',
    body: new URLSearchParams({ code: open }),
    redirect: 'manual',
  });
  assert.equal(join.headers.get('location'), `/room/${open}`);
});

test('a guest enters with a name only and is marked as a guest to everyone', async (t) => {
  const house = await startHouse(t);
  const code = await house.meeting('Ann', { allowGuests: true });
  const ann = await house.page('Ann');
  await ann.join(code);
  const guest = await house.guest(code);
  assert.equal(await outcomeOf(guest, code), 'bad-request', 'a guest needs a name');
  assert.equal(await outcomeOf(guest, code, { name: '\u202eGil' }), 'bad-request');
  assert.equal(await outcomeOf(guest, code, { name: '  Gil   Baker ' }), 'joined');
  const roster = await ann.rosterOf('Ann', 'Gil Baker');
  assert.deepEqual(
    roster.map(({ isGuest, role }) => [isGuest, role]),
    [
      [false, 'host'],
      [true, 'participant'],
    ],
  );
  const { isGuest, name } = await guest.get('chat-message', { text: 'Hello', clientKey: 'k1' });
  assert.deepEqual([isGuest, name], [true, 'Gil Baker']);
  assert.equal((await ann.next('chat-message')).isGuest, true);
});

test('guests stand in the histories of the others, and have none themselves', async (t) => {
  const house = await startHouse(t);
  const code = await house.meeting('Ann', { allowGuests: true });
  const ann = await house.page('Ann');
  await ann.join(code);
  const guest = await house.guest(code);
  await outcomeOf(guest, code, { name: 'Gil' });
  await guest.get('leave-call', {});
  const history = await fetch(`${house.url}/history`, { headers: { cookie: await house.cookie('Ann') } });
  assert.match(await history.text(), /Ann<\/bdi> and <bdi>Gil \(guest\)/);
  const page = await fetch(`${house.url}/room/${code}`, { redirect: 'manual' });
  const cookie = page.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  for (const path of ['/history', '/home', '/account', `/meetings/${code}`]) {
    const response = await fetch(house.url + path, { headers: { cookie }, redirect: 'manual' });
    assert.match(response.headers.get('location') ?? '', /^\/login/, path);
  }
  const me = await fetch(`${house.url}/api/v1/me`, { headers: { cookie } });
  assert.equal(me.status, 401);
});

test('guests wait at a knock meeting and at a meeting for invited people', async (t) => {
  const house = await startHouse(t);
  for (const access of ['knock', 'invited']) {
    const code = await house.meeting('Ann', { access, allowGuests: true });
    const [ann, guest] = [await house.page('Ann'), await house.guest(code)];
    await ann.join(code);
    assert.equal(await outcomeOf(guest, code, { name: 'Gil' }), 'waiting');
    const [waiting] = await ann.next('waiting-room', (list) => list.length === 1);
    assert.deepEqual([waiting?.name, waiting?.username], ['Gil', null]);
  }
});

test('a guest whom a host has let in enters under the name that the host saw', async (t) => {
  const house = await startHouse(t);
  const code = await house.meeting('Ann', { access: 'knock', allowGuests: true });
  const [ann, guest] = [await house.page('Ann'), await house.guest(code)];
  await ann.join(code);
  await outcomeOf(guest, code, { name: 'Gil' });
  await ann.get('admit', {});
  await guest.next('admitted');
  assert.equal(await outcomeOf(guest, code, { name: 'The director' }), 'waiting');
  await ann.get('admit', {});
  assert.equal(await outcomeOf(guest, code, { name: 'The director' }), 'joined');
});

test('a guest cannot enter a meeting without guests, nor create one', async (t) => {
  const house = await startHouse(t);
  const open = await house.meeting('Ann', { allowGuests: true });
  const closed = await house.meeting('Ann');
  const guest = await house.guest(open);
  assert.equal(await outcomeOf(guest, closed, { name: 'Gil' }), 'no-guests');
  assert.equal(await outcomeOf(guest, 'made-up-code', { name: 'Gil' }), 'no-guests');
});

test('when the host no longer wants guests, those in the call stay and new ones are refused', async (t) => {
  const house = await startHouse(t);
  const code = await house.meeting('Ann', { allowGuests: true });
  const [first, second] = [await house.guest(code), await house.guest(code)];
  assert.equal(await outcomeOf(first, code, { name: 'Gil' }), 'joined');
  await house.change('Ann', code, { allowGuests: false });
  assert.equal(await outcomeOf(first, code, { name: 'Gil' }), 'joined');
  assert.equal(await outcomeOf(second, code, { name: 'Hal' }), 'no-guests');
});

test('a session that ends does not go on as that of a guest in the same browser', async (t) => {
  const house = await startHouse(t, { sessionCheckMs: 20 });
  const code = await house.meeting('Ann', { allowGuests: true });
  const visit = await fetch(`${house.url}/room/${code}`);
  const guest = visit.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  const page = new TestPage(house.url, { cookie: `${await house.cookie('Bob')}; ${guest}` });
  t.after(() => {
    page.close();
  });
  await (await page.connected()).join(code);
  // As another server or the command line does.
  await mongoose.connection.getClient().db().collection('sessions').deleteMany({});
  await page.next('session-ended');
});

test('a forged or expired guest cookie opens no socket', async (t) => {
  let now = Date.now();
  const house = await startHouse(t, { now: () => now });
  const code = await house.meeting('Ann', { allowGuests: true });
  const page = await fetch(`${house.url}/room/${code}`);
  const cookie = page.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  const [id = ''] = /[0-9a-f]{24}/.exec(cookie) ?? [];
  const forged = [
    cookie.replace(id, 'f'.repeat(24)),
    cookie.slice(0, -1),
    `parley.guest=${'a'.repeat(24)}.${now + 1_000_000}`,
    'parley.guest=',
    'parley.guest=%00',
  ];
  for (const value of forged)
    await assert.rejects(new TestPage(house.url, { cookie: value }).connected(), /unauthorized/, value);
  const real = await new TestPage(house.url, { cookie }).connected();
  real.close();
  now += 25 * 60 * 60 * 1_000;
  await assert.rejects(new TestPage(house.url, { cookie }).connected(), /unauthorized/);
});

test('a guest never becomes the host, and a user who comes takes over', async (t) => {
  const house = await startHouse(t);
  const code = await house.meeting('Ann', { allowGuests: true });
  const guest = await house.guest(code);
  await outcomeOf(guest, code, { name: 'Gil' });
  assert.equal((await guest.refusal('lock', { locked: true })).code, 'host-only');
  const bob = await house.page('Bob');
  const { roster } = await bob.join(code);
  assert.deepEqual(
    roster.map(({ role }) => role),
    ['participant', 'host'],
  );
});

test('new guests are limited by address', async (t) => {
  const house = await startHouse(t);
  const code = await house.meeting('Ann', { allowGuests: true });
  const statuses = [];
  for (let visit = 0; visit < 70; visit += 1)
    statuses.push((await fetch(`${house.url}/room/${code}`)).status);
  assert.equal(statuses[0], 200);
  assert.equal(statuses.at(-1), 429);
});
