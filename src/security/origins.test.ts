import assert from 'node:assert/strict';
import type { IncomingMessage } from 'node:http';
import { test } from 'node:test';
import type { TLSSocket } from 'node:tls';
import { createOriginCheck } from './origins.js';
import type { OriginsConfig } from './origins.js';

const NOTHING = { publicUrl: null, corsOrigins: [], trustProxy: false } as const;
const request = (headers: Record<string, string>) => ({ headers }) as unknown as IncomingMessage;
const direct = request({ host: 'meet.example:3000' });

test('the origin whose host the request names is allowed, over http and https', () => {
  const isAllowed = createOriginCheck(NOTHING);
  assert.ok(isAllowed('http://meet.example:3000', direct));
  assert.ok(isAllowed('https://meet.example:3000', direct));
  assert.ok(isAllowed('https://Meet.Example', request({ host: 'meet.example' })));
});

test('every other origin is refused', () => {
  const isAllowed = createOriginCheck(NOTHING);
  for (const origin of [
    'http://meet.example',
    'http://meet.example:3001',
    'http://evil.example',
    'http://meet.example:3000.evil.example',
    'http://evil.example/meet.example:3000',
    'http://meet.example:3000@evil.example',
    'null',
    '',
    'file://',
    'ftp://meet.example:3000',
    'meet.example:3000',
  ]) {
    assert.ok(!isAllowed(origin, direct), origin);
  }
  assert.ok(!isAllowed('http://meet.example', request({})));
});

test('PUBLIC_URL and CORS_ORIGINS are allowed, whatever host the request names', () => {
  const isAllowed = createOriginCheck({
    ...NOTHING,
    publicUrl: 'https://public.example',
    corsOrigins: ['https://other.example'],
  });
  assert.ok(isAllowed('https://public.example', direct));
  assert.ok(isAllowed('https://other.example', direct));
  assert.ok(!isAllowed('http://public.example', direct));
  assert.ok(!isAllowed('http://public.example', request({ host: 'public.example' })));
});

test('X-Forwarded-Host counts only if proxies are trusted', () => {
  const proxied = request({ host: 'backend:3000', 'x-forwarded-host': 'meet.example, inner' });
  assert.ok(!createOriginCheck(NOTHING)('https://meet.example', proxied));
  assert.ok(createOriginCheck({ ...NOTHING, trustProxy: 1 })('https://meet.example', proxied));
  assert.ok(!createOriginCheck({ ...NOTHING, trustProxy: 1 })('https://backend:3000', proxied));
});

const HTTP = 'http://meet.example';
const HTTPS = 'https://meet.example';

/** Each request came over HTTPS, so a page over plain HTTP is of another origin, which the network can forge. */
const KNOWN_AS_HTTPS: [how: string, headers: Record<string, string>, config: Partial<OriginsConfig>][] = [
  ['PUBLIC_URL', {}, { publicUrl: HTTPS }],
  ['a trusted proxy', { 'x-forwarded-proto': 'https, http' }, { trustProxy: 1 }],
  ['the browser, which sees another site', { 'sec-fetch-site': 'cross-site' }, {}],
];

for (const [how, headers, config] of KNOWN_AS_HTTPS) {
  test(`the scheme of the own origin counts if the server knows from ${how} that people use HTTPS`, () => {
    const isAllowed = createOriginCheck({ ...NOTHING, ...config });
    const received = request({ host: 'meet.example', ...headers });
    assert.ok(isAllowed(HTTPS, received));
    assert.ok(!isAllowed(HTTP, received));
    assert.ok(!isAllowed('HTTP://Meet.Example', received));
  });
}

test('a connection by TLS counts as HTTPS', () => {
  const received = Object.assign(request({ host: 'meet.example' }), {
    socket: { encrypted: true } as TLSSocket,
  });
  assert.ok(createOriginCheck(NOTHING)(HTTPS, received));
  assert.ok(!createOriginCheck(NOTHING)(HTTP, received));
});

test('plain HTTP works where no proxy and no setting says otherwise', () => {
  const headers = { host: 'meet.example' };
  const isAllowed = createOriginCheck(NOTHING);
  assert.ok(isAllowed(HTTP, request(headers)));
  assert.ok(isAllowed(HTTP, request({ ...headers, 'sec-fetch-site': 'same-origin' })));
  assert.ok(isAllowed(HTTP, request({ ...headers, 'x-forwarded-proto': 'https' })), 'anybody can send this');
  assert.ok(isAllowed(HTTP, request({ ...headers, upgrade: 'websocket', 'sec-fetch-site': 'same-site' })));
  const trusting = createOriginCheck({ ...NOTHING, trustProxy: 1 });
  assert.ok(trusting(HTTP, request({ ...headers, 'x-forwarded-proto': 'http' })));
  const local = createOriginCheck({ ...NOTHING, publicUrl: 'https://other.example' });
  assert.ok(local(HTTP, request(headers)), 'PUBLIC_URL says nothing about another host');
});

test('HTTPS works behind a proxy that nothing describes', () => {
  const headers = { host: 'meet.example' };
  for (const config of [{}, { trustProxy: 1 }, { publicUrl: HTTP }] as const) {
    const isAllowed = createOriginCheck({ ...NOTHING, ...config });
    assert.ok(isAllowed(HTTPS, request(headers)));
    assert.ok(isAllowed(HTTPS, request({ ...headers, 'x-forwarded-proto': 'http' })));
  }
});
