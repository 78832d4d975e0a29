import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { request } from 'node:https';
import { connect } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { connect as connectTls } from 'node:tls';
import { io } from 'socket.io-client';
import { followCertificate } from '../../src/certificates.js';
import { selfSignedCertificate } from '../../src/security/self-signed.js';
import { createWebServer } from '../../src/web-server.js';
import { spawnServer } from '../support/spawn-server.js';
import { ANN } from '../support/start-server.js';
import { temporaryDirectory } from '../support/temporary-directory.js';

interface Answer {
  readonly status: number;
  readonly headers: Record<string, string | string[] | undefined>;
}

/** Sends a request that trusts this certificate alone. */
async function send(url: string, ca: string, { form = '' } = {}): Promise<Answer> {
  const sent = request(url, {
    ca,
    method: form ? 'POST' : 'GET',
    headers: form ? { 'content-type': 'application/x-www-form-urlencoded' } : {},
  });
  sent.end(form);
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  response.resume();
  return { status: response.statusCode ?? 0, headers: response.headers };
}

async function startOnLan(t: TestContext) {
  const dataDir = await temporaryDirectory(t);
  const server = spawnServer(t, { PORT: '0', HTTPS: 'self-signed', DATA_DIR: dataDir });
  const url = (await server.address()).replace('localhost', '127.0.0.1');
  return { server, url, ca: readFileSync(join(dataDir, 'self-signed.pem'), 'utf8') };
}

test('with HTTPS=self-signed, pages and sockets work over HTTPS, cookies are secure, and the terminal shows a QR code', async (t) => {
  const { server, url, ca } = await startOnLan(t);
  assert.match(url, /^https:/);
  assert.equal((await send(`${url}/login`, ca)).status, 200);
  const made = await send(`${url}/register`, ca, { form: new URLSearchParams(ANN).toString() });
  assert.equal(made.status, 303);
  const [cookie = ''] = made.headers['set-cookie'] as string[];
  assert.match(cookie, /^__Host-parley\.sid=.*; Secure/);
  for (const transport of ['websocket', 'polling']) {
    const socket = io(url, {
      ca,
      transports: [transport],
      forceNew: true,
      reconnection: false,
      extraHeaders: { cookie: cookie.split(';')[0] ?? '', origin: url },
    });
    t.after(() => socket.disconnect());
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('connect_error', reject);
    });
  }
  assert.match(server.output(), /█▀/);
  assert.match(server.output(), /browser warns about the certificate/);
  server.kill('SIGTERM');
  assert.equal(await server.ended(), 0, server.output());
});

test('a person who opens the address with http:// arrives at https://', async (t) => {
  const { url } = await startOnLan(t);
  const plain = url.replace('https:', 'http:');
  const answer = await fetch(`${plain}/room/abc-defg-hjk?x=1`, { redirect: 'manual' });
  assert.equal(answer.status, 307);
  assert.equal(answer.headers.get('location'), `${url}/room/abc-defg-hjk?x=1`);
  const { hostname, port } = new URL(url);
  const strange = connect(Number(port), hostname);
  strange.write('GET / HTTP/1.1\r\nHost: evil.example/@\r\n\r\n');
  const [reply] = (await once(strange, 'data')) as [Buffer];
  assert.match(reply.toString(), /^HTTP\/1\.1 400 /);
  assert.doesNotMatch(reply.toString(), /location:/i);
});

test('a connection that sends nothing, or half a handshake, is closed', async (t) => {
  const { url } = await startOnLan(t);
  const { hostname, port } = new URL(url);
  await Promise.all(
    ['', '\u0016\u0003'].map(async (start) => {
      const socket = connect(Number(port), hostname);
      socket.on('error', () => {}); // the server may reset it
      if (start) socket.write(Buffer.from(start, 'latin1'));
      socket.resume();
      await once(socket, 'close');
    }),
  );
});

test('TLS_CERT and TLS_KEY serve an own certificate, and a server with unusable files says which', async (t) => {
  const dataDir = await temporaryDirectory(t);
  const own = await selfSignedCertificate({ dataDir, hosts: ['localhost', '127.0.0.1'], now: Date.now() });
  const [cert, key, text] = ['cert.pem', 'key.pem', 'text.pem'].map((name) => join(dataDir, name)) as [
    string,
    string,
    string,
  ];
  writeFileSync(cert, own.cert);
  writeFileSync(key, own.key);
  writeFileSync(text, 'no certificate');
  const env = { PORT: '0', DATA_DIR: join(dataDir, 'data') };
  const server = spawnServer(t, { ...env, TLS_CERT: cert, TLS_KEY: key });
  const url = await server.address();
  assert.match(url, /^https:\/\/localhost:/);
  assert.equal((await send(`${url}/healthz`, own.cert)).status, 200);
  for (const [files, sentence] of [
    [{ TLS_CERT: text, TLS_KEY: key }, /text\.pem \(TLS_CERT\) does not contain a certificate/],
    [{ TLS_CERT: cert, TLS_KEY: text }, /text\.pem \(TLS_KEY\) does not contain a private key/],
    [{ TLS_CERT: cert, TLS_KEY: join(dataDir, 'none') }, /none \(TLS_KEY\) cannot be read \(ENOENT\)/],
  ] as const) {
    const refused = spawnServer(t, { ...env, DATA_DIR: await temporaryDirectory(t), ...files });
    assert.equal(await refused.ended(), 1);
    assert.match(refused.output(), sentence);
    assert.doesNotMatch(refused.output(), /PRIVATE KEY/);
  }
});

test('a running server uses a new certificate, and keeps the old one while the new one cannot be used', async (t) => {
  const [first, second] = await Promise.all(
    [1, 2].map(async () =>
      selfSignedCertificate({ dataDir: await temporaryDirectory(t), hosts: ['localhost'], now: Date.now() }),
    ),
  );
  if (!first || !second) throw new Error('There are two certificates.');
  const { server, renew } = createWebServer((_req, res) => res.end(), first);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => server.close());
  const served = async () => {
    const socket = connectTls({
      port: (server.address() as { port: number }).port,
      rejectUnauthorized: false,
    });
    await once(socket, 'secureConnect');
    const { fingerprint256 } = socket.getPeerCertificate();
    socket.destroy();
    return fingerprint256;
  };
  const print = ({ cert }: { cert: string }) => new X509Certificate(cert).fingerprint256;
  let load = () => Promise.resolve(first);
  const failures: unknown[] = [];
  t.after(
    followCertificate({
      load: () => load(),
      current: first,
      onChange: renew,
      onFailure: (error) => failures.push(error),
      intervalMs: 5,
    }),
  );
  assert.equal(await served(), print(first));
  load = () => Promise.reject(new Error('half a file'));
  while (failures.length === 0) await setTimeout(5);
  assert.equal(await served(), print(first));
  load = () => Promise.resolve(second);
  while ((await served()) !== print(second)) await setTimeout(5);
  assert.equal(failures.length, 1);
});
