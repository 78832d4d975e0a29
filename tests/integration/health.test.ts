import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { startEmbeddedMongo } from '../../src/embedded-mongo/embedded-mongo.js';
import { createReadiness } from '../../src/readiness.js';
import { spawnServer } from '../support/spawn-server.js';
import { startServer } from '../support/start-server.js';
import { temporaryDirectory } from '../support/temporary-directory.js';

for (const path of ['/healthz', '/readyz']) {
  test(`${path} answers GET and HEAD without a session, a cookie or a line in the log`, async (t) => {
    const { url, lines } = await startServer(t);
    const before = lines.length;
    const got = await fetch(url + path, { headers: { cookie: 'parley.sid=s%3Aforged.value' } });
    assert.equal(got.status, 200);
    assert.equal(got.headers.get('cache-control'), 'no-store');
    assert.match(got.headers.get('content-type') ?? '', /^text\/plain/);
    assert.match(await got.text(), /^(?:ok|ready)\n$/);
    const head = await fetch(url + path, { method: 'HEAD' });
    assert.equal(head.status, 200);
    assert.equal(await head.text(), '');
    for (const { headers } of [got, head]) assert.deepEqual(headers.getSetCookie(), []);
    assert.equal(lines.length, before);
  });
}

test('while the server stops, /readyz answers 503 and /healthz 200', async (t) => {
  const { url, drain } = await startServer(t);
  drain();
  const ready = await fetch(`${url}/readyz`);
  assert.equal(ready.status, 503);
  assert.equal(await ready.text(), 'stopping\n');
  assert.equal((await fetch(`${url}/healthz`)).status, 200);
});

/** Passes connections on to the Unix socket `target` until it is cut. */
function cable(target: string) {
  const sockets = new Set<Socket>();
  let isCut = false;
  const server = createServer((from) => {
    if (isCut) return void from.destroy();
    const to = connect(target);
    for (const socket of [from, to]) {
      sockets.add(socket);
      socket.on('error', () => {}); // the test cuts connections on purpose
      socket.on('close', () => [from, to].forEach((one) => one.destroy()));
    }
    from.pipe(to).pipe(from);
  });
  return {
    server,
    cut() {
      isCut = true;
      for (const socket of sockets) socket.destroy();
    },
    mend() {
      isCut = false;
    },
    port: () => (server.address() as AddressInfo).port,
  };
}

test('while the database cannot be reached, /readyz answers 503 and /healthz 200, and later both answer 200', async (t) => {
  const database = await startEmbeddedMongo(await temporaryDirectory(t));
  t.after(() => database.close());
  const [, socket = ''] = /^mongodb:\/\/([^/?]+)/.exec(database.uri('parley')) ?? [];
  const line = cable(decodeURIComponent(socket));
  line.server.listen(0, '127.0.0.1');
  await once(line.server, 'listening');
  t.after(() => {
    line.cut();
    line.server.close();
  });
  const server = spawnServer(t, {
    PORT: '0',
    MONGODB_URI: `mongodb://127.0.0.1:${line.port()}/parley`,
    DATA_DIR: await temporaryDirectory(t),
  });
  const address = await server.address();
  const statusOf = async (path: string) => (await fetch(`${address}${path}`)).status;
  assert.equal(await statusOf('/readyz'), 200);
  line.cut();
  assert.equal(await statusOf('/readyz'), 503);
  assert.equal(await statusOf('/healthz'), 200);
  line.mend();
  while ((await statusOf('/readyz')) !== 200) await setTimeout(200);
});

test('the database counts as unreachable if a ping fails or gets no answer, and as reachable again later', async () => {
  let ping = () => Promise.resolve({});
  const readiness = createReadiness(() => ping());
  assert.equal(await readiness.state(), 'ready');
  ping = () => Promise.reject(new Error('connection closed'));
  assert.equal(await readiness.state(), 'no-database');
  ping = () => new Promise(() => {});
  assert.equal(await readiness.state(), 'no-database');
  ping = () => Promise.resolve({});
  assert.equal(await readiness.state(), 'ready');
});

test('checks that come at the same time ask the database once', async () => {
  let pings = 0;
  const readiness = createReadiness(() => Promise.resolve((pings += 1)));
  await Promise.all([readiness.state(), readiness.state(), readiness.state()]);
  assert.equal(pings, 1);
});
