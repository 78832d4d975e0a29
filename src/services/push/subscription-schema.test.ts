import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PushBrowser } from '../../../tests/support/push-browser.js';
import { PushSubscriptionForm } from './subscription-schema.js';

const good = new PushBrowser().fields();
const accepts = (changes: Partial<typeof good>) =>
  PushSubscriptionForm.safeParse({ ...good, ...changes }).success;

test('addresses of push services are accepted', () => {
  for (const endpoint of [
    'https://fcm.googleapis.com/fcm/send/abc:def',
    'https://updates.push.services.mozilla.com/wpush/v2/gAAAA',
    'https://web.push.apple.com/QGu',
    'https://push.example:443/abc',
  ])
    assert.ok(accepts({ endpoint }), endpoint);
});

test('an address that could lead into the own network is refused', () => {
  for (const endpoint of [
    'http://push.example/abc',
    'https://127.0.0.1/abc',
    'https://0x7f.1/abc',
    'https://2130706433/abc',
    'https://169.254.169.254/latest',
    'https://[::1]/abc',
    'https://[::ffff:127.0.0.1]/abc',
    'https://localhost/abc',
    'https://localhost./abc',
    'https://intranet/abc',
    'https://push.example:8443/abc',
    'https://push.example:22/abc',
    'https://user:secret@push.example/abc',
    'file:///etc/passwd',
    'javascript:alert(1)',
    '/account',
    '',
    `https://push.example/${'a'.repeat(1_024)}`,
  ])
    assert.ok(!accepts({ endpoint }), endpoint);
});

test('only keys that can encrypt are accepted, with and without padding', () => {
  assert.ok(accepts({ p256dh: `${good.p256dh}=`, auth: `${good.auth}==` }));
  const notOnCurve = Buffer.alloc(65, 1);
  notOnCurve[0] = 4;
  for (const p256dh of ['', 'abc', notOnCurve.toString('base64url'), good.p256dh.slice(1), `${good.p256dh}A`])
    assert.ok(!accepts({ p256dh }), p256dh);
  for (const auth of ['', 'abc', `${good.auth}A`, `!${good.auth.slice(1)}`])
    assert.ok(!accepts({ auth }), auth);
});
