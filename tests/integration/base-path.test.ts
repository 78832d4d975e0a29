import assert from 'node:assert/strict';
import { test } from 'node:test';
import { io } from 'socket.io-client';
import { routesOf } from '../support/app-routes.js';
import { ANN, startServer } from '../support/start-server.js';
import type { TestServer } from '../support/start-server.js';

const BASE = '/parley';
const settings = { PUBLIC_URL: `https://example.org${BASE}`, TRUST_PROXY: '1' };

/** How proxies pass a request on: some leave the path as it is, others remove the part that led them here. */
const PROXIES = { 'leaves the path': BASE, 'removes the path': '' };

interface Answer {
  readonly status: number;
  readonly location: string | null;
  readonly cookies: readonly string[];
  readonly text: string;
}

function sender({ url }: TestServer, before: string, cookie = '') {
  return async (path: string, form?: Record<string, string>): Promise<Answer> => {
    const response = await fetch(`${url}${before}${path}`, {
      redirect: 'manual',
      headers: { cookie, 'x-forwarded-proto': 'https' },
      ...(form && { method: 'POST', body: new URLSearchParams(form) }),
    });
    const { status, headers } = response;
    return {
      status,
      location: headers.get('location'),
      cookies: headers.getSetCookie(),
      text: await response.text(),
    };
  };
}

async function registered(server: TestServer, before: string): Promise<string> {
  const { status, location, cookies } = await sender(server, before)('/register', ANN);
  assert.equal(status, 303);
  assert.equal(location, `${BASE}/home`);
  return cookies[0] ?? '';
}

/** The own addresses in links, forms, files and data of a page. */
const addressesIn = (html: string) =>
  [...html.matchAll(/\s(?!value=)[\w-]+="(\/[^"]*)"/g)].map(([, path = '']) => path);

for (const [how, before] of Object.entries(PROXIES)) {
  test(`behind a proxy that ${how}, all pages, files and redirects stay below the path of PUBLIC_URL`, async (t) => {
    const server = await startServer(t, { settings });
    const cookie = (await registered(server, before)).split(';')[0] ?? '';
    const send = sender(server, before, cookie);
    const made = await send('/meetings', {});
    assert.match(made.location ?? '', /^\/parley\/room\/[\w-]+$/);
    const code = made.location?.split('/').at(-1) ?? '';

    const open = routesOf(server.app)
      .filter((route) => route.startsWith('GET ') && !route.startsWith('GET /api'))
      .map((route) => route.slice(4).replace(':code', code).replace(/:\w+/, 'none'));
    const strangers = sender(server, before);
    const seen = new Set<string>();
    for (const [path, as] of [...open, '/missing'].flatMap(
      (one) =>
        [
          [one, send],
          [one, strangers],
        ] as const,
    )) {
      const { status, location, text } = await as(path);
      assert.ok(status < 500, path);
      if (location !== null) assert.ok(location.startsWith(`${BASE}/`), `${path} leads to ${location}`);
      for (const address of addressesIn(text)) {
        assert.ok(address.startsWith(`${BASE}/`), `${path} contains ${address}`);
        seen.add(address);
      }
    }
    assert.ok(seen.size > 15, 'the pages contain addresses');
    const files = [...seen].filter((address) => /\.\w+$/.test(address));
    assert.ok(files.length > 3);
    for (const file of files) assert.equal((await send(file.slice(BASE.length))).status, 200, file);
  });

  test(`behind a proxy that ${how}, people return to the page that they wanted before the login`, async (t) => {
    const server = await startServer(t, { settings });
    await registered(server, before);
    const send = sender(server, before);
    const refused = await send('/history?before=2026-03-01');
    assert.equal(refused.location, `${BASE}/login?next=${encodeURIComponent('/history?before=2026-03-01')}`);
    const { text } = await send(refused.location.slice(BASE.length));
    const next = /name="next" value="([^"]*)"/.exec(text)?.[1] ?? '';
    const { username, password } = ANN;
    assert.equal(
      (await send('/login', { username, password, next })).location,
      `${BASE}/history?before=2026-03-01`,
    );
  });

  test(`behind a proxy that ${how}, sockets connect below the path of PUBLIC_URL`, async (t) => {
    const server = await startServer(t, { settings });
    const cookie = (await registered(server, before)).split(';')[0] ?? '';
    for (const transport of ['websocket', 'polling']) {
      const socket = io(server.url, {
        path: `${before}/socket.io`,
        transports: [transport],
        forceNew: true,
        reconnection: false,
        extraHeaders: { cookie, origin: 'https://example.org' },
      });
      t.after(() => socket.disconnect());
      await new Promise<void>((resolve, reject) => {
        socket.once('connect', resolve);
        socket.once('connect_error', reject);
      });
    }
  });
}

test('the cookie is for the path of PUBLIC_URL alone, and logging out removes it there', async (t) => {
  const server = await startServer(t, { settings });
  const made = await registered(server, BASE);
  assert.match(
    made,
    /^__Secure-parley\.sid=[^;]+; Path=\/parley; Expires=[^;]+; HttpOnly; Secure; SameSite=Lax$/,
  );
  const left = await sender(server, BASE, made.split(';')[0])('/logout', {});
  assert.match(left.cookies[0] ?? '', /^__Secure-parley\.sid=; Path=\/parley; Expires=Thu, 01 Jan 1970/);
});

test('a path that only begins with the same letters is not below the path of PUBLIC_URL', async (t) => {
  const send = sender(await startServer(t, { settings }), '');
  assert.equal((await send('/parley')).status, 200);
  assert.equal((await send('/parley?x=1')).status, 200);
  assert.equal((await send('/parleys/login')).status, 404);
  assert.equal((await send('/parleylogin')).status, 404);
});

test('the description of the API names the path of PUBLIC_URL', async (t) => {
  const send = sender(await startServer(t, { settings }), BASE);
  const { servers } = JSON.parse((await send('/api/v1/openapi.json')).text) as { servers: unknown };
  assert.deepEqual(servers, [{ url: BASE }]);
});
