import assert from 'node:assert/strict';
import { chmod, mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { makePrivateDirectory } from './private-directory.js';

/** A directory with this mode and these files. */
async function directory(t: TestContext, mode: number, files: string[] = []): Promise<string> {
  const parent = await mkdtemp(join(tmpdir(), 'parley-'));
  t.after(() => rm(parent, { recursive: true }));
  const path = join(parent, 'data');
  await mkdir(path);
  for (const name of files) await writeFile(join(path, name), '');
  await chmod(path, mode); // mkdir applies the umask
  return path;
}

const modeOf = async (path: string) => (await stat(path)).mode & 0o777;

test('a new data directory is private, with all its new parents', async (t) => {
  const path = join(await directory(t, 0o700), 'a', 'b');
  makePrivateDirectory(path);
  assert.equal(await modeOf(path), 0o700);
});

for (const mode of [0o755, 0o777, 0o750, 0o701]) {
  test(`an existing data directory with mode ${mode.toString(8)} becomes private`, async (t) => {
    const files = [
      'parley.mdb',
      'parley.mdb-lock',
      'mongo.sock',
      'session-secret',
      'session-secret.17',
      'before-restore-2026-01-02T03-04-05-678Z',
      'restore-2026-01-02T03-04-05-678Z.ready',
    ];
    const path = await directory(t, mode, files);
    makePrivateDirectory(path);
    assert.equal(await modeOf(path), 0o700);
  });
}

test('a directory that also holds other files is refused and stays as it is, so that nobody is locked out', async (t) => {
  const path = await directory(t, 0o755, ['parley.mdb', 'letter.txt']);
  assert.throws(() => {
    makePrivateDirectory(path);
  }, /Other accounts of this machine may open the data directory .*data\. Run chmod 700/);
  assert.equal(await modeOf(path), 0o755);
  await chmod(path, 0o700);
  makePrivateDirectory(path);
});
