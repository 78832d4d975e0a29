import assert from 'node:assert/strict';
import { test } from 'node:test';
import { UserModel } from '../../src/models/user.js';
import { ANN, startServer } from '../support/start-server.js';

const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "media-src 'self'",
  "manifest-src 'self'",
  "worker-src 'self'",
  "font-src 'none'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  'trusted-types service-worker encoder-worker',
].join(';');

const PATHS = [
  '/',
  '/login',
  '/register',
  '/home',
  '/history',
  '/account',
  '/room/abc-defg-hjk',
  '/nowhere',
  '/room/!',
];

test('every page has the security headers and is not cached', async (t) => {
  const { member } = await startServer(t);
  const ann = await member();
  for (const path of PATHS) {
    const { headers } = await ann.get(path);
    assert.equal(headers['content-security-policy'], POLICY, path);
    assert.equal(headers['cache-control'], 'no-store', path);
    assert.equal(headers['referrer-policy'], 'same-origin', path);
    assert.equal(headers['x-content-type-options'], 'nosniff', path);
    assert.equal(headers['x-frame-options'], 'DENY', path);
    assert.equal(headers['cross-origin-opener-policy'], 'same-origin', path);
    const permissions = String(headers['permissions-policy']).split(', ');
    const passkeys = ['publickey-credentials-get', 'publickey-credentials-create'];
    for (const feature of ['camera', 'microphone', 'display-capture', 'speaker-selection', ...passkeys]) {
      assert.ok(permissions.includes(`${feature}=(self)`), `${path} ${feature}`);
    }
    assert.ok(permissions.includes('geolocation=()'), path);
    assert.equal(headers['x-powered-by'], undefined, path);
  }
});

test('no page has an inline script or style, or refers to another host', async (t) => {
  const { member, visitor } = await startServer(t);
  const ann = await member();
  for (const who of [ann, visitor()]) {
    for (const path of PATHS) {
      const { text } = await who.get(path);
      assert.doesNotMatch(text, /<script(?![^>]* src="\/build\/)/, path);
      assert.doesNotMatch(text, /<style|\sstyle=|\son\w+=|javascript:/, path);
      assert.doesNotMatch(text, /(?:src|href|action)="(?:https?:)?\/\//, path);
    }
  }
});

test('only a browser that connects by TLS receives HSTS and a secure cookie', async (t) => {
  const { visitor } = await startServer(t, { settings: { TRUST_PROXY: '1' } });
  const plain = await visitor().get('/login');
  assert.equal(plain.headers['strict-transport-security'], undefined);
  const secure = await visitor().get('/login').set('X-Forwarded-Proto', 'https');
  assert.equal(secure.headers['strict-transport-security'], 'max-age=15552000');
  const loggedIn = await visitor().post('/register').set('X-Forwarded-Proto', 'https').type('form').send(ANN);
  assert.match(String(loggedIn.headers['set-cookie']), /; Secure/);
});

test('without TRUST_PROXY the server ignores forwarding headers', async (t) => {
  const { visitor } = await startServer(t);
  const { headers } = await visitor().get('/login').set('X-Forwarded-Proto', 'https');
  assert.equal(headers['strict-transport-security'], undefined);
});

test('files whose name contains their hash are cached for ever, others for a while', async (t) => {
  const { visitor } = await startServer(t);
  const { text } = await visitor().get('/login');
  const sheet = /<link rel="stylesheet" href="([^"]+)"/.exec(text)?.[1] ?? '';
  const css = await visitor().get(sheet).expect(200);
  assert.equal(css.headers['cache-control'], 'public, max-age=31536000, immutable');
  assert.match(String(css.headers['content-encoding']), /gzip|br/);
  const icon = await visitor().get('/favicon.svg').expect(200);
  assert.match(String(icon.headers['cache-control']), /^public, max-age=\d+$/);
  assert.equal((await visitor().get('/robots.txt').expect(200)).headers['set-cookie'], undefined);
});

const OWN = 'http://HOST';
const WRITES: [what: string, headers: Record<string, string>, isRefused: boolean][] = [
  ['from a page of Parley', { Origin: OWN, 'Sec-Fetch-Site': 'same-origin' }, false],
  ['from a page of Parley, by a browser that sends only the origin', { Origin: OWN }, false],
  ['from a page of Parley, by a browser that sends only the referrer', { Referer: `${OWN}/login` }, false],
  ['from the address bar', { 'Sec-Fetch-Site': 'none' }, false],
  ['by a program that is not a browser', {}, false],
  ['from the public address', { Origin: 'http://public.example' }, false],
  ['from an origin in the settings', { Origin: 'https://friend.example' }, false],
  [
    'from an origin in the settings, by a browser that sends all headers',
    { Origin: 'https://friend.example', 'Sec-Fetch-Site': 'cross-site' },
    false,
  ],
  ['from a foreign page', { Origin: 'https://evil.example' }, true],
  [
    'from a foreign page, by a browser that sends all headers',
    { Origin: 'https://evil.example', 'Sec-Fetch-Site': 'cross-site' },
    true,
  ],
  ['from a foreign page, by a browser that hides its origin', { 'Sec-Fetch-Site': 'cross-site' }, true],
  ['from a foreign page of the same site', { 'Sec-Fetch-Site': 'same-site' }, true],
  ['from a sandboxed frame', { Origin: 'null', 'Sec-Fetch-Site': 'cross-site' }, true],
  ['from a page that hides its origin', { Origin: 'null' }, true],
  [
    'from a foreign page, by a browser that sends only the referrer',
    { Referer: 'https://evil.example/' },
    true,
  ],
  ['from an origin that begins like Parley’s', { Origin: `${OWN}.evil.example` }, true],
  ['with an invalid referrer', { Referer: 'not an address' }, true],
];

for (const [what, headers, isRefused] of WRITES) {
  test(`a write ${what} is ${isRefused ? 'refused' : 'done'}`, async (t) => {
    const { url, member, visitor } = await startServer(t, {
      settings: { PUBLIC_URL: 'http://public.example', CORS_ORIGINS: 'https://friend.example' },
    });
    const ann = await member();
    const host = new URL(url).host;
    const sent = Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name, value.replace('HOST', host)]),
    );
    const made = await ann.post('/meetings').set(sent);
    assert.equal(made.status, isRefused ? 403 : 303);
    const recent = /href="\/room\//.test((await ann.get('/home')).text);
    assert.equal(recent, !isRefused);
    const login = await visitor().post('/login').set(sent).type('form').send(ANN);
    assert.equal(login.status, isRefused ? 403 : 303);
    if (isRefused) assert.match(made.text, /another site/);
  });
}

test('a cross-site GET is answered', async (t) => {
  const { visitor } = await startServer(t);
  await visitor()
    .get('/login')
    .set({ Origin: 'https://evil.example', 'Sec-Fetch-Site': 'cross-site' })
    .expect(200);
});

test('a bug shows an error page and is logged without anything that people wrote', async (t) => {
  const { member, lines } = await startServer(t);
  const ann = await member({ name: 'Ann Secret' });
  t.mock.method(UserModel, 'findOne', () => {
    throw new Error('E11000 Ann Secret /srv/parley/src/models/user.ts');
  });
  const { text, headers } = await ann.get('/history?before=secret').expect(500);
  assert.match(String(headers['content-type']), /^text\/html/);
  assert.match(text, /Something went wrong/);
  assert.match(text, /<a [^>]*href="\//);
  assert.doesNotMatch(text, /E11000|user\.ts|at /);
  const errors = lines.filter((line) => line.includes(' error '));
  assert.equal(errors.length, 1);
  assert.match(errors[0] ?? '', /GET \/history failed error=Error/);
  assert.doesNotMatch(lines.join('\n'), /Secret|before=secret/);
});

test('the request log contains the path, but no query string, cookie or form field', async (t) => {
  const { visitor, lines } = await startServer(t);
  await visitor().get('/login?next=/room/secret').set('Cookie', 'parley.sid=secret');
  await visitor()
    .post('/login?x=secret')
    .type('form')
    .send({ username: 'secret', password: 'secret secret' });
  assert.match(lines.join('\n'), /GET \/login 200/);
  assert.match(lines.join('\n'), /POST \/login 401/);
  assert.doesNotMatch(lines.join('\n'), /secret/);
});

test('a forged or damaged session cookie logs nobody in', async (t) => {
  const { visitor } = await startServer(t);
  for (const cookie of [
    'parley.sid=x',
    'parley.sid=s%3Ax.y',
    'parley.sid=%E0%A4%A',
    `parley.sid=${'x'.repeat(3_000)}`,
  ]) {
    await visitor().get('/home').set('Cookie', cookie).expect(303);
  }
});
