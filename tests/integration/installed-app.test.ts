import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startServer } from '../support/start-server.js';

interface Manifest {
  name: string;
  short_name: string;
  start_url: string;
  scope: string;
  display: string;
  icons: { src: string; sizes: string; type: string; purpose: string }[];
}

test('the manifest makes Parley installable, and its icons have the sizes that it states', async (t) => {
  const server = await startServer(t);
  const { text } = await server.visitor().get('/').expect(200);
  assert.match(text, /<link rel="manifest" href="\/manifest\.webmanifest" \/>/);
  const answer = await fetch(`${server.url}/manifest.webmanifest`);
  assert.match(String(answer.headers.get('content-type')), /^application\/manifest\+json/);
  const manifest = (await answer.json()) as Manifest;
  const { icons, ...members } = manifest;
  assert.equal(members.name, 'Parley');
  assert.deepEqual([members.start_url, members.scope, members.display], ['home', './', 'standalone']);
  for (const { src, sizes, type } of icons) {
    const icon = await fetch(`${server.url}/${src}`);
    assert.equal(icon.headers.get('content-type'), type, src);
    if (type === 'image/png') assert.equal(await sizeOf(icon), sizes, src);
  }
  // What Chromium wants for an installation, and what Android cuts a shape out of.
  for (const [size, purpose] of [
    ['192x192', 'any'],
    ['512x512', 'any'],
    ['512x512', 'maskable'],
  ])
    assert.ok(
      icons.some((icon) => icon.sizes === size && icon.purpose === purpose),
      `${size} ${purpose}`,
    );
  for (const [path, size] of [
    ['/apple-touch-icon.png', '180x180'],
    ['/icons/badge-96.png', '96x96'],
  ] as const)
    assert.equal(await sizeOf(await fetch(server.url + path)), size, path);
});

test('the service worker has its own policy, and browsers ask for a new version each time', async (t) => {
  const server = await startServer(t);
  const { headers, text } = await server.visitor().get('/service-worker.js').buffer(true).expect(200);
  assert.match(String(headers['content-type']), /^text\/javascript/);
  assert.equal(headers['cache-control'], 'no-cache');
  assert.match(String(headers['content-security-policy']), /^default-src 'none';connect-src 'self';/);
  assert.match(text, /\/build\/app-[0-9A-Z]{8}\.css/);
  await server
    .visitor()
    .get('/service-worker.js')
    .set('If-Modified-Since', String(headers['last-modified']))
    .expect(304);
  await server.visitor().post('/service-worker.js').expect(404);
});

test('the offline page is the same for everybody and names nobody', async (t) => {
  const server = await startServer(t);
  const ann = await server.member();
  for (const language of ['en', 'fr']) {
    const { text } = await ann.get(`/offline/${language}`).expect(200);
    assert.equal(text, (await server.visitor().get(`/offline/${language}`)).text);
    assert.match(text, new RegExp(`<html lang="${language}-`));
    assert.doesNotMatch(text, /Ann/);
  }
  await ann.get('/offline/de').expect(404);
});

/** The width and height in the header of a PNG file. */
async function sizeOf(response: Response): Promise<string> {
  const png = Buffer.from(await response.arrayBuffer());
  return `${png.readUInt32BE(16)}x${png.readUInt32BE(20)}`;
}
