import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { RequestListener } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo, LookupFunction } from 'node:net';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { PUSH_CERTIFICATE, PUSH_CERTIFICATE_KEY } from '../../../tests/support/push-certificate.js';
import { createPushTransport } from './push-transport.js';

const REQUEST = { endpoint: 'https://push.example/abc', headers: { TTL: '30' }, body: Buffer.from('sealed') };

/** A service for push.example on this machine, and the options of a connection that reaches it. */
async function startService(t: TestContext, answer: RequestListener) {
  const server = createServer({ key: PUSH_CERTIFICATE_KEY, cert: PUSH_CERTIFICATE }, answer);
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const local = [{ address: '127.0.0.1', family: 4 }];
  return {
    port,
    ca: PUSH_CERTIFICATE,
    lookup: ((_name, { all }, done) => {
      if (all) done(null, local);
      else done(null, '127.0.0.1', 4);
    }) satisfies LookupFunction,
  };
}

test('the request reaches the service over TLS, and its status comes back', async (t) => {
  const seen: unknown[] = [];
  const service = await startService(t, (req, res) => {
    let body = '';
    req.on('data', (chunk: Buffer) => (body += chunk.toString()));
    req.on('end', () => {
      seen.push([req.method, req.url, req.headers.host?.split(':')[0], req.headers['ttl'], body]);
      res.writeHead(201).end();
    });
  });
  assert.equal(await createPushTransport(service)(REQUEST), 201);
  assert.deepEqual(seen, [['POST', '/abc', 'push.example', '30', 'sealed']]);
});

test('a certificate of nobody’s trust and a redirect lead nowhere', async (t) => {
  let requests = 0;
  const service = await startService(t, (_req, res) => {
    requests += 1;
    res.writeHead(307, { location: 'https://push.example/elsewhere' }).end();
  });
  const { ca: _ca, ...untrusted } = service;
  await assert.rejects(createPushTransport(untrusted)(REQUEST), /self-signed/);
  assert.equal(requests, 0);
  assert.equal(await createPushTransport(service)(REQUEST), 307);
  assert.equal(requests, 1);
});

test('a name that leads to this machine is refused before a connection', async (t) => {
  const service = await startService(t, () => assert.fail('the service got a request'));
  const { port, ca } = service;
  const send = createPushTransport({ port, ca, servername: 'push.example' });
  await assert.rejects(send({ ...REQUEST, endpoint: 'https://localhost/abc' }), /no public address/);
});

test('a service that does not answer is given up, and one that sends without end is not read', async (t) => {
  const silent = await startService(t, () => undefined);
  await assert.rejects(createPushTransport(silent, 200)(REQUEST), { name: 'AbortError' });
  let closed: (() => void) | undefined;
  const isClosed = new Promise<void>((resolve) => (closed = resolve));
  const endless = await startService(t, (_req, res) => {
    res.writeHead(200).flushHeaders();
    const timer = setInterval(() => res.write('x'.repeat(10_000)), 1);
    res.on('close', () => {
      clearInterval(timer);
      closed?.();
    });
  });
  assert.equal(await createPushTransport(endless)(REQUEST), 200);
  await isClosed;
});
