import assert from 'node:assert/strict';
import type { IncomingMessage } from 'node:http';
import { test } from 'node:test';
import { createRelyingParty } from './relying-party.js';

const request = (headers: Record<string, string>) => ({ headers }) as unknown as IncomingMessage;
const DIRECT = { publicUrl: null, trustProxy: false } as const;

test('without PUBLIC_URL, passkeys belong to the host that the request names, without its port', () => {
  const find = createRelyingParty(DIRECT);
  assert.equal(find(request({ host: 'Localhost:3000' }))?.id, 'localhost');
  assert.equal(find(request({ host: 'meet.example' }))?.id, 'meet.example');
});

test('an IP address, and a host that no address can contain, have no passkeys', () => {
  const find = createRelyingParty(DIRECT);
  for (const host of [
    '127.0.0.1:3000',
    '192.0.2.7',
    '[::1]:3000',
    '[2001:db8::1]',
    '0x7f.1',
    '',
    'a b',
    'a:b:c',
  ])
    assert.equal(find(request({ host })), null, host);
  assert.equal(find(request({})), null);
  assert.equal(createRelyingParty({ ...DIRECT, publicUrl: 'https://192.0.2.7' })(request({})), null);
});

test('only pages of the own host count as pages of the site', () => {
  const site = createRelyingParty(DIRECT)(request({ host: 'meet.example' }));
  assert.ok(site?.isOwnOrigin('https://meet.example'));
  for (const origin of [
    'https://evil.example',
    'https://sub.meet.example',
    'https://meet.example:8443',
    'null',
    '',
  ])
    assert.ok(!site?.isOwnOrigin(origin), origin);
});

test('with PUBLIC_URL, only its origin counts, whatever host the request names', () => {
  const find = createRelyingParty({ publicUrl: 'https://meet.example', trustProxy: 1 });
  const site = find(request({ host: 'backend:3000', 'x-forwarded-host': 'evil.example' }));
  assert.equal(site?.id, 'meet.example');
  assert.ok(site.isOwnOrigin('https://meet.example'));
  for (const origin of ['http://meet.example', 'https://evil.example', 'http://backend:3000'])
    assert.ok(!site.isOwnOrigin(origin), origin);
});

test('a forwarded host counts only if proxies are trusted', () => {
  const headers = { host: 'backend:3000', 'x-forwarded-host': 'meet.example' };
  assert.equal(createRelyingParty(DIRECT)(request(headers))?.id, 'backend');
  assert.equal(createRelyingParty({ ...DIRECT, trustProxy: 1 })(request(headers))?.id, 'meet.example');
});
