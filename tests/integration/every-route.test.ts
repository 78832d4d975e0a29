import assert from 'node:assert/strict';
import { test } from 'node:test';
import { routesOf } from '../support/app-routes.js';
import { HttpClient } from '../support/fuzz/http-client.js';
import type { HttpAnswer } from '../support/fuzz/http-client.js';
import { register } from '../support/register.js';
import { startServer } from '../support/start-server.js';

// These tests ask the app for its routes, so they also cover routes that are added later.

/** Strangers may use these routes. Every other route must send them to the login, or refuse them. */
const PUBLIC = [
  'GET /healthz',
  'GET /readyz',
  // Answers strangers on this machine only, as the tests are.
  'GET /metrics',
  'GET /',
  'GET /offline/:language',
  'GET /call-parts',
  'POST /theme',
  'GET /register',
  'POST /register',
  'GET /login',
  'POST /login',
  'POST /login/passkey/options',
  'POST /login/passkey',
  // Lead strangers to the login unless the password was right a short time ago.
  'GET /login/second-factor',
  'POST /login/second-factor/options',
  'POST /login/second-factor',
  // Leads strangers to the login if the code can be one.
  'POST /join',
  'GET /api/v1/openapi.json',
  'POST /api/v1/login',
];

// `GET /room/:code` is not public: strangers pass only where the meeting lets guests in, and no meeting has the code below.

/** What a browser sends with a request that a foreign page has made. */
const FOREIGN: Record<string, string>[] = [
  { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' },
  { origin: 'http://localhost:1', 'sec-fetch-site': 'same-site' },
  { 'sec-fetch-site': 'cross-site' },
  { origin: 'null' },
];

type Send = (route: string, headers: Record<string, string>) => Promise<HttpAnswer>;

/** Sends a request without a body, with values for the parameters of the path. */
function sender(client: HttpClient): Send {
  return (route, headers) => {
    const [method = '', path = ''] = route.split(' ');
    return client.send({ method, path: path.replace(/:\w+/g, 'abc-defg-hjk'), headers, body: null });
  };
}

test('every route is closed to strangers, unless it is listed as public', async (t) => {
  const { url, app } = await startServer(t);
  const client = new HttpClient(url);
  t.after(() => {
    client.close();
  });
  const send = sender(client);
  const routes = routesOf(app);
  assert.ok(routes.length > PUBLIC.length);
  for (const route of PUBLIC) assert.ok(routes.includes(route), `${route} is a route`);
  for (const route of routes.filter((one) => !PUBLIC.includes(one))) {
    const { status, headers } = await send(route, {});
    const isRefused = route.includes(' /api/')
      ? status === 401
      : status === 303 && String(headers.location).startsWith('/login?next=');
    assert.ok(isRefused, `${route} answers strangers with ${status}`);
    assert.equal(headers['set-cookie'], undefined, route);
  }
});

test('every route that can change something refuses requests of foreign pages with a cookie', async (t) => {
  const server = await startServer(t);
  const client = new HttpClient(server.url);
  t.after(() => {
    client.close();
  });
  const send = sender(client);
  const cookie = await register(server, 'Ann');
  const writes = routesOf(server.app).filter((route) => !/^(?:GET|HEAD) /.test(route));
  assert.ok(writes.length > 10);
  for (const route of writes)
    for (const headers of FOREIGN) {
      const { status } = await send(route, { cookie, ...headers });
      assert.equal(status, 403, `${route} ${JSON.stringify(headers)}`);
    }
  assert.equal((await send('GET /home', { cookie })).status, 200, 'the session is still there');
});
