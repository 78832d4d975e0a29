import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { brotliCompressSync } from 'node:zlib';
import compression from 'compression';
import express from 'express';
import supertest from 'supertest';
import { staticFiles } from '../../src/middleware/static-files.js';
import { temporaryDirectory } from '../support/temporary-directory.js';

const SCRIPT = 'export const text = "Parley";\n'.repeat(100);

test('browsers get the compressed copy of a built file if they accept it, and may keep it', async (t) => {
  const dir = await temporaryDirectory(t);
  await mkdir(join(dir, 'build'));
  const copy = brotliCompressSync(SCRIPT);
  await writeFile(join(dir, 'build', 'room-ABCD1234.js'), SCRIPT);
  await writeFile(join(dir, 'build', 'room-ABCD1234.js.br'), copy);
  const compressing = express().use(compression()).use(staticFiles(dir));
  const get = (encodings: string, app = compressing) =>
    supertest(app).get('/build/room-ABCD1234.js').set('Accept-Encoding', encodings).buffer(false).expect(200);

  for (const app of [compressing, express().use(staticFiles(dir))]) {
    const { headers } = await get('gzip, deflate, br, zstd', app);
    assert.equal(headers['content-encoding'], 'br');
    assert.equal(headers['content-length'], String(copy.length));
    assert.match(headers['content-type'] ?? '', /^text\/javascript/);
    assert.match(headers['cache-control'] ?? '', /immutable/);
    assert.match(headers['vary'] ?? '', /Accept-Encoding/);
  }
  for (const [encodings, encoding] of [
    ['gzip, deflate', 'gzip'],
    ['identity', undefined],
    ['gzip, br;q=0', 'gzip'],
  ] as const) {
    const { headers } = await get(encodings);
    assert.equal(headers['content-encoding'], encoding);
    assert.match(headers['vary'] ?? '', /Accept-Encoding/);
  }
});
