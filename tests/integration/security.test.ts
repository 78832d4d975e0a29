import assert from 'node:assert/strict';
import { test } from 'node:test';
import { UserModel } from '../../src/models/user.js';
import { ANN, startTestServer } from '../support/test-app.js';

const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "media-src 'self'",
  "manifest-src 'self'",
  "font-src 'none'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join(';');

const PATHS = ['/', '/login', '/register', '/home', '/history', '/room/abc-defg-hjk', '/nowhere', '/room/!'];

void test('no page lets anything foreign in, and none is kept by a cache', async (t) => {
  const { member } = await startTestServer(t);
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
    for (const ours of ['camera', 'microphone', 'display-capture', 'speaker-selection']) {
      assert.ok(permissions.includes(`${ours}=(self)`), `${path} ${ours}`);
    }
    assert.ok(permissions.includes('geolocation=()'), path);
    assert.equal(headers['x-powered-by'], undefined, path);
  }
});

void test('no page has a script or a style of its own, or asks another host for anything', async (t) => {
  const { member, visitor } = await startTestServer(t);
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

void test('a browser is told to come back by TLS only when it came by TLS', async (t) => {
  const { visitor } = await startTestServer(t, { settings: { TRUST_PROXY: '1' } });
  const plain = await visitor().get('/login');
  assert.equal(plain.headers['strict-transport-security'], undefined);
  const secure = await visitor().get('/login').set('X-Forwarded-Proto', 'https');
  assert.equal(secure.headers['strict-transport-security'], 'max-age=15552000');
  const loggedIn = await visitor().post('/register').set('X-Forwarded-Proto', 'https').type('form').send(ANN);
  assert.match(String(loggedIn.headers['set-cookie']), /; Secure/);
});

void test('what a stranger says about the way they came is not believed', async (t) => {
  const { visitor } = await startTestServer(t);
  const { headers } = await visitor().get('/login').set('X-Forwarded-Proto', 'https');
  assert.equal(headers['strict-transport-security'], undefined);
});

void test('files whose name holds their hash are kept for ever, others for a while', async (t) => {
  const { visitor } = await startTestServer(t);
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
  ['from a page of ours', { Origin: OWN, 'Sec-Fetch-Site': 'same-origin' }, false],
  ['from a page of ours, by a browser that says only its origin', { Origin: OWN }, false],
  ['from a page of ours, by a browser that says only the page', { Referer: `${OWN}/login` }, false],
  ['from the address bar', { 'Sec-Fetch-Site': 'none' }, false],
  ['by a program that is no browser', {}, false],
  ['from the public address', { Origin: 'https://public.example' }, false],
  ['from an origin that is named in the settings', { Origin: 'https://friend.example' }, false],
  [
    'from an origin that is named in the settings, by a browser that says all',
    { Origin: 'https://friend.example', 'Sec-Fetch-Site': 'cross-site' },
    false,
  ],
  ['from a foreign page', { Origin: 'https://evil.example' }, true],
  [
    'from a foreign page, by a browser that says all',
    { Origin: 'https://evil.example', 'Sec-Fetch-Site': 'cross-site' },
    true,
  ],
  ['from a foreign page, by a browser that hides its origin', { 'Sec-Fetch-Site': 'cross-site' }, true],
  ['from a foreign page of the same site', { 'Sec-Fetch-Site': 'same-site' }, true],
  ['from a sandboxed frame', { Origin: 'null', 'Sec-Fetch-Site': 'cross-site' }, true],
  ['from a page that hides its origin', { Origin: 'null' }, true],
  ['from a foreign page, by a browser that says only the page', { Referer: 'https://evil.example/' }, true],
  ['from an address that begins like ours', { Origin: `${OWN}.evil.example` }, true],
  ['from who knows where', { Referer: 'not an address' }, true],
];

for (const [what, headers, isRefused] of WRITES) {
  void test(`a write ${what} is ${isRefused ? 'refused' : 'done'}`, async (t) => {
    const { url, member, visitor } = await startTestServer(t, {
      settings: { PUBLIC_URL: 'https://public.example', CORS_ORIGINS: 'https://friend.example' },
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

void test('reading is open to whoever comes from elsewhere', async (t) => {
  const { visitor } = await startTestServer(t);
  await visitor()
    .get('/login')
    .set({ Origin: 'https://evil.example', 'Sec-Fetch-Site': 'cross-site' })
    .expect(200);
});

void test('a failure is told in a sentence, and logged without what people wrote', async (t) => {
  const { member, lines } = await startTestServer(t);
  const ann = await member({ name: 'Ann Secret' });
  t.mock.method(UserModel, 'findById', () => {
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

void test('a request is logged by its path alone, without cookies and without what stands after the question mark', async (t) => {
  const { visitor, lines } = await startTestServer(t);
  await visitor().get('/login?next=/room/secret').set('Cookie', 'parley.sid=secret');
  await visitor()
    .post('/login?x=secret')
    .type('form')
    .send({ username: 'secret', password: 'secret secret' });
  assert.match(lines.join('\n'), /GET \/login 200/);
  assert.match(lines.join('\n'), /POST \/login 401/);
  assert.doesNotMatch(lines.join('\n'), /secret/);
});

void test('a session that is not ours, or is damaged, is nobody’s', async (t) => {
  const { visitor } = await startTestServer(t);
  for (const cookie of [
    'parley.sid=x',
    'parley.sid=s%3Ax.y',
    'parley.sid=%E0%A4%A',
    `parley.sid=${'x'.repeat(3_000)}`,
  ]) {
    await visitor().get('/home').set('Cookie', cookie).expect(303);
  }
});
