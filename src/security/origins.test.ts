import assert from 'node:assert/strict';
import type { IncomingMessage } from 'node:http';
import { test } from 'node:test';
import { createOriginCheck } from './origins.js';

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
});

test('X-Forwarded-Host counts only if proxies are trusted', () => {
  const proxied = request({ host: 'backend:3000', 'x-forwarded-host': 'meet.example, inner' });
  assert.ok(!createOriginCheck(NOTHING)('https://meet.example', proxied));
  assert.ok(createOriginCheck({ ...NOTHING, trustProxy: 1 })('https://meet.example', proxied));
  assert.ok(!createOriginCheck({ ...NOTHING, trustProxy: 1 })('https://backend:3000', proxied));
});
