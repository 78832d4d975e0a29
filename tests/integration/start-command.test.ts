import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, cp, readdir, stat, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { temporaryDirectory } from '../support/temporary-directory.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** A copy of the repository without a build. */
async function copyOfParley(t: TestContext): Promise<string> {
  const folder = join(await temporaryDirectory(t), 'parley');
  for (const name of ['package.json', 'package-lock.json', 'src', 'scripts', 'public', 'tsconfig.json']) {
    await cp(join(ROOT, name), join(folder, name), { recursive: true, filter: (from) => !isBuilt(from) });
  }
  await symlink(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  return folder;
}

const isBuilt = (path: string) => path.startsWith(join(ROOT, 'public', 'build'));

/** Runs `scripts/start.mjs` until the server has printed its address, and resolves to the output. */
async function start(folder: string, dataDir: string): Promise<string> {
  const child = spawn(process.execPath, [join(folder, 'scripts', 'start.mjs')], {
    cwd: folder,
    env: { PATH: process.env['PATH'], PORT: '0', HOST: '127.0.0.1', DATA_DIR: dataDir },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const closed = once(child, 'close');
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      if (output.includes('Parley stores its data')) child.kill('SIGTERM');
    });
  }
  await closed;
  return output;
}

/** The time of the last change of every file and folder, except those of packages. */
async function changes(folder: string): Promise<Map<string, number>> {
  const times = new Map<string, number>([['', (await stat(folder)).mtimeMs]]);
  for (const name of ['dist', 'public', 'src', 'scripts']) {
    for (const path of await readdir(join(folder, name), { recursive: true })) {
      times.set(join(name, path), (await stat(join(folder, name, path))).mtimeMs);
    }
  }
  return times;
}

test('npm start builds once, then changes nothing in its folder until a source changes', async (t) => {
  const folder = await copyOfParley(t);
  const dataDir = join(await temporaryDirectory(t), 'data');
  assert.match(await start(folder, dataDir), /Parley is at http/);
  const built = await changes(folder);
  assert.ok(built.has(join('dist', 'server.js')));

  assert.match(await start(folder, dataDir), /Parley is at http/);
  assert.deepEqual(await changes(folder), built);

  await appendFile(join(folder, 'src', 'server.ts'), '\nprint("changed");\n');
  assert.match(await start(folder, dataDir), /Parley is at http[^]*changed|changed[^]*Parley is at http/);
});
