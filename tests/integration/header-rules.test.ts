import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HttpClient } from '../support/fuzz/http-client.js';
import type { HttpAnswer } from '../support/fuzz/http-client.js';
import { register } from '../support/register.js';
import { startServer } from '../support/start-server.js';

const FRIEND = 'https://friend.example';
const FORM = 'application/x-www-form-urlencoded';

interface Kind {
  readonly path: string;
  readonly status: number;
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly body?: string;
}

/** Every kind of answer that the app gives, each with its status. */
const ANSWERS: Record<string, Kind> = {
  'a page for strangers': { path: '/login', status: 200 },
  'a page of a user': { path: '/account', status: 200 },
  'the page of a meeting': { path: '/room/abc-defg-hjk', status: 200 },
  'a redirect': { path: '/room/ABC-DEFG-HJK', status: 303 },
  'an unknown page': { path: '/nowhere', status: 404 },
  'an address that cannot be decoded': { path: '/room/%E0%A4%A', status: 400 },
  'a form with a mistake': {
    path: '/join',
    status: 422,
    method: 'POST',
    headers: { 'content-type': FORM },
    body: 'code=!',
  },
  'a form that is too long': {
    path: '/join',
    status: 413,
    method: 'POST',
    headers: { 'content-type': FORM },
    body: 'x'.repeat(20_000),
  },
  'a form of another site': {
    path: '/join',
    status: 403,
    method: 'POST',
    headers: { origin: 'https://evil.example' },
  },
  'a download': { path: '/account/export', status: 200, method: 'POST' },
  'a file with a hash in its name': { path: '/build/SHEET', status: 200 },
  'the icons': { path: '/build/ICONS', status: 200 },
  'a missing file': { path: '/build/missing.js', status: 404 },
  'a file that keeps its name': { path: '/favicon.svg', status: 200 },
  'the service worker': { path: '/service-worker.js', status: 200 },
  'the manifest': { path: '/manifest.webmanifest', status: 200 },
  'the offline page': { path: '/offline/en', status: 200 },
  'a file for robots': { path: '/robots.txt', status: 200 },
  'the methods of a page': { path: '/login', status: 200, method: 'OPTIONS' },
  'a page without its body': { path: '/login', status: 200, method: 'HEAD' },
  'an answer of the API': { path: '/api/v1/me', status: 200 },
  'an answer of the API for an origin in CORS_ORIGINS': {
    path: '/api/v1/me',
    status: 200,
    headers: { origin: FRIEND },
  },
  'a preflight of the API': {
    path: '/api/v1/me',
    status: 204,
    method: 'OPTIONS',
    headers: { origin: FRIEND, 'access-control-request-method': 'GET' },
  },
  'a refused preflight of the API': {
    path: '/api/v1/me',
    status: 403,
    method: 'OPTIONS',
    headers: { origin: 'https://evil.example', 'access-control-request-method': 'GET' },
  },
  'a refusal of the API': { path: '/api/v1/meetings/abc-defg-hjk', status: 404 },
  'an unknown address of the API': { path: '/api/nowhere', status: 404 },
  'broken JSON at the API': {
    path: '/api/v1/login',
    status: 400,
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{',
  },
};

const ALWAYS: Record<string, string | RegExp> = {
  'content-security-policy': /^default-src 'none';.*frame-ancestors 'none'/,
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': /camera=\(self\)/,
  'referrer-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
};

/** What browsers read of pages and workers only, and what they read of an SVG too, which they can show as a document. */
const LEFT_OUT: Record<string, readonly string[]> = {
  '/build/SHEET': ['content-security-policy', 'permissions-policy'],
  '/build/ICONS': ['permissions-policy'],
};

test('every kind of answer has the headers that keep other sites out', async (t) => {
  const server = await startServer(t, { settings: { CORS_ORIGINS: FRIEND } });
  const client = new HttpClient(server.url);
  t.after(() => {
    client.close();
  });
  const cookie = await register(server, 'Ann');
  const page = { method: 'GET', path: '/room/abc-defg-hjk', headers: { cookie }, body: null };
  const { text } = await client.send(page);
  const sheet = /\/build\/([^"]+\.css)/.exec(text)?.[1] ?? 'missing.css';
  const icons = /\/build\/(icons-[^"#]+\.svg)/.exec(text)?.[1] ?? 'missing.svg';
  for (const [what, { path, status, method = 'GET', headers = {}, body }] of Object.entries(ANSWERS)) {
    await t.test(what, async () => {
      const answer = await client.send({
        method,
        path: path.replace('SHEET', sheet).replace('ICONS', icons),
        headers: { cookie: path === '/login' ? '' : cookie, ...headers },
        body: body === undefined ? null : Buffer.from(body),
      });
      assert.equal(answer.status, status);
      checkHeaders(answer, LEFT_OUT[path]);
    });
  }
});

test('only files may be kept by caches', async (t) => {
  const { visitor } = await startServer(t);
  for (const path of ['/', '/login', '/nowhere', '/api/v1/me', '/api/v1/openapi.json', '/home'])
    assert.equal((await visitor().get(path)).headers['cache-control'], 'no-store', path);
});

function checkHeaders({ headers }: HttpAnswer, leftOut: readonly string[] = []): void {
  assert.equal(headers['origin-agent-cluster'], undefined, 'it would cost each opened link a second process');
  for (const [name, expected] of Object.entries(ALWAYS)) {
    if (leftOut.includes(name)) continue;
    const value = String(headers[name]);
    if (typeof expected === 'string') assert.equal(value, expected, name);
    else assert.match(value, expected, name);
  }
  for (const name of ['x-powered-by', 'server']) assert.equal(headers[name], undefined, name);
}
