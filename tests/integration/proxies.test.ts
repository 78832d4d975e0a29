import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ANN, startServer } from '../support/start-server.js';
import { register } from '../support/register.js';
import { TestPage } from '../support/test-page.js';

const HTTPS = 'https://meet.example';

const warnings = (lines: string[]) => lines.filter((line) => line.includes(' warn '));

test('forwarded headers from a proxy that is not trusted are logged once, with the setting', async (t) => {
  const { visitor, lines } = await startServer(t);
  await visitor().get('/login').expect(200);
  assert.deepEqual(warnings(lines), []);
  for (const header of ['X-Forwarded-For', 'X-Forwarded-Proto', 'Forwarded'])
    await visitor().get('/login').set(header, 'secret').expect(200);
  const [warning = '', ...others] = warnings(lines);
  assert.match(warning, /TRUST_PROXY/);
  assert.match(warning, /127\.0\.0\.1/);
  assert.doesNotMatch(warning, /secret/);
  assert.deepEqual(others, []);
});

test('forwarded headers from a peer that TRUST_PROXY does not list are logged too', async (t) => {
  const { visitor, lines } = await startServer(t, { settings: { TRUST_PROXY: '10.0.0.0/8' } });
  await visitor().get('/login').set('X-Forwarded-For', '192.0.2.1').expect(200);
  assert.equal(warnings(lines).length, 1);
});

test('forwarded headers from a trusted proxy are not worth a line', async (t) => {
  for (const setting of ['1', 'loopback']) {
    const { visitor, lines, close } = await startServer(t, { settings: { TRUST_PROXY: setting } });
    await visitor().get('/login').set('X-Forwarded-For', '192.0.2.1').expect(200);
    assert.deepEqual(warnings(lines), []);
    await close();
  }
});

const HOST_COOKIE = /^__Host-parley\.sid=([^;]+); Path=\/; Expires=[^;]+; HttpOnly; Secure; SameSite=Lax$/;

test('with an https PUBLIC_URL, the session has a secure cookie of this host, whatever the proxy says', async (t) => {
  for (const settings of [{}, { TRUST_PROXY: '1' }, { TRUST_PROXY: '10.0.0.0/8' }]) {
    const { url, visitor, close } = await startServer(t, { settings: { PUBLIC_URL: HTTPS, ...settings } });
    const made = await visitor().post('/register').type('form').send(ANN).expect(303);
    const [cookie = ''] = made.headers['set-cookie'] as unknown as string[];
    assert.match(cookie, HOST_COOKIE);
    const session = cookie.split(';')[0] ?? '';
    const home = await visitor().get('/home').set('Cookie', session).expect(200);
    assert.equal(home.headers['strict-transport-security'], 'max-age=15552000');
    const page = await new TestPage(url, { cookie: session, origin: HTTPS }).connected();
    page.close();
    const left = await visitor().post('/logout').set('Cookie', session).expect(303);
    const [cleared = ''] = left.headers['set-cookie'] as unknown as string[];
    assert.match(
      cleared,
      /^__Host-parley\.sid=; Path=\/; Expires=Thu, 01 Jan 1970[^;]+; HttpOnly; Secure; SameSite=Lax$/,
    );
    await visitor().get('/home').set('Cookie', session).expect(303);
    await close();
  }
});

test('a cookie without the prefix, which another host of the domain could have set, logs nobody in', async (t) => {
  const { visitor } = await startServer(t, { settings: { PUBLIC_URL: HTTPS } });
  const made = await visitor().post('/register').type('form').send(ANN).expect(303);
  const [cookie = ''] = made.headers['set-cookie'] as unknown as string[];
  const plain = (cookie.split(';')[0] ?? '').replace('__Host-', '');
  await visitor().get('/home').set('Cookie', plain).expect(303);
});

test('without an https PUBLIC_URL, the cookie keeps its name and works over plain HTTP', async (t) => {
  const { visitor } = await startServer(t, { settings: { PUBLIC_URL: 'http://meet.example' } });
  const made = await visitor().post('/register').type('form').send(ANN).expect(303);
  const [cookie = ''] = made.headers['set-cookie'] as unknown as string[];
  assert.match(cookie, /^parley\.sid=[^;]+; Path=\/; Expires=[^;]+; HttpOnly; SameSite=Lax$/);
});

test('a page that the network has forged over plain HTTP can neither write nor connect', async (t) => {
  const server = await startServer(t, { settings: { TRUST_PROXY: '1' } });
  const cookie = await register(server, 'Ann');
  const host = new URL(server.url).host;
  const write = (origin: string) =>
    server.visitor().post('/meetings').set({ Cookie: cookie, 'X-Forwarded-Proto': 'https', Origin: origin });
  assert.equal((await write(`http://${host}`)).status, 403);
  assert.equal((await write(`https://${host}`)).status, 303);
});
