import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { PushSubscriptionModel } from '../../src/models/push-subscription.js';
import { act, adminMember } from '../support/admins.js';
import { startWithPush, turnOn } from '../support/push-fixtures.js';
import type { PushHouse } from '../support/push-fixtures.js';
import { logIn, logOut } from '../support/register.js';

const PASSWORD = 'correct horse battery';
const CALL = { kind: 'missed-call', fromName: 'Ada', path: '/people/ada', tag: 'call-1' } as const;
const DAY_MS = 24 * 60 * 60 * 1_000;

/** Ann with notifications in two sessions. */
async function start(t: TestContext, now?: () => number) {
  const server = await startWithPush(t, now && { now });
  const phoneCookie = await server.cookie('Ann');
  const laptopCookie = await logIn(server, 'Ann');
  const phone = await turnOn(server, phoneCookie, { 'user-agent': 'Firefox/140 (Android)' });
  const laptop = await turnOn(server, laptopCookie);
  const ann = await server.userId('ann');
  return { server, ann, phone, laptop, phoneCookie, laptopCookie };
}

async function post(server: PushHouse, cookie: string, path: string, form: Record<string, string>) {
  const body = new URLSearchParams(form);
  const answer = await fetch(server.url + path, {
    method: 'POST',
    body,
    headers: { cookie },
    redirect: 'manual',
  });
  assert.equal(answer.status, 303, path);
  return answer;
}

/** The endpoints to which a notice for the user goes. */
async function reached(server: PushHouse, userId: string, count: number): Promise<string[]> {
  server.push.requests.length = 0;
  server.sendAwayNotice(userId, CALL);
  return (await server.push.received(count)).map(({ endpoint }) => endpoint);
}

test('logging out ends the notifications of this device only', async (t) => {
  const { server, ann, laptop, phoneCookie } = await start(t);
  await logOut(server, phoneCookie);
  assert.equal(await server.deviceCount(ann), 1);
  assert.deepEqual(await reached(server, ann, 1), [laptop.endpoint]);
});

test('ending all sessions ends all notifications', async (t) => {
  const { server, ann, phoneCookie } = await start(t);
  await post(server, phoneCookie, '/account/sessions', { session: 'all', sessionPassword: PASSWORD });
  assert.equal(await server.deviceCount(ann), 0);
});

test('a new password ends the notifications of the other devices, and this device keeps them', async (t) => {
  const { server, ann, phone, phoneCookie } = await start(t);
  await post(server, phoneCookie, '/account/password', {
    currentPassword: PASSWORD,
    newPassword: 'a much better battery',
  });
  assert.deepEqual(await reached(server, ann, 1), [phone.endpoint]);
  assert.equal(await server.deviceCount(ann), 1);
});

test('a session that has expired gets nothing, and its subscription is removed', async (t) => {
  let now = Date.now();
  const { server, ann } = await start(t, () => now);
  now += 31 * DAY_MS;
  const cookie = await logIn(server, 'Ann');
  const browser = await turnOn(server, cookie);
  assert.deepEqual(await reached(server, ann, 1), [browser.endpoint]);
  assert.equal(await server.deviceCount(ann), 1);
});

test('disabling and deleting an account end its notifications', async (t) => {
  const { server, ann, phoneCookie } = await start(t);
  const ben = await server.cookie('Ben');
  await turnOn(server, ben);
  const root = await adminMember(server, 'root');
  await act(root, 'disable', ann).expect(303);
  assert.equal(await server.deviceCount(ann), 0);
  const { status } = await fetch(`${server.url}/account`, {
    headers: { cookie: phoneCookie },
    redirect: 'manual',
  });
  assert.equal(status, 303, 'the account is disabled');
  await post(server, ben, '/account/delete', { deletePassword: PASSWORD });
  assert.equal(await PushSubscriptionModel.countDocuments({}), 0);
});

test('the account page lists the devices, and people remove any of them without JavaScript', async (t) => {
  const { server, ann, laptop, laptopCookie } = await start(t);
  const show = () => server.visitor().get('/account').set('Cookie', laptopCookie).expect(200);
  const { text } = await show();
  const section = text.slice(text.indexOf('data-notifications'));
  assert.match(section, /Firefox on Android/);
  const [, device = ''] =
    /name="device" value="(\w+)" \/>\s*<button[^>]*aria-label="Remove Firefox/.exec(section) ?? [];
  const stranger = await server.cookie('Ben');
  await post(server, stranger, '/account/notifications/remove', { device });
  assert.equal(await server.deviceCount(ann), 2, 'only the owner can remove a device');
  await post(server, laptopCookie, '/account/notifications/remove', { device });
  assert.deepEqual(await reached(server, ann, 1), [laptop.endpoint]);
});

test('the data export names the devices and none of their secrets', async (t) => {
  const { server, phone, phoneCookie } = await start(t);
  const answer = await server.visitor().post('/account/export').set('Cookie', phoneCookie).expect(200);
  const { notifications } = answer.body as { notifications: Record<string, unknown>[] };
  assert.deepEqual(
    notifications.map((device) => Object.keys(device)),
    Array(2).fill(['browser', 'system', 'language', 'createdAt']),
  );
  for (const secret of Object.values(phone.fields())) assert.ok(!answer.text.includes(secret));
});
