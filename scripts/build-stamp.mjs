// Tells whether the last build still fits its sources. The build writes the sources' hash when it is complete.
import { createHash } from 'node:crypto';
import { readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const STAMP = join('dist', 'build-stamp');

/**
 * Whether a complete build of exactly these sources exists. An unreadable file counts as missing, and the build that
 * follows reports the reason. `root` is the folder of the repository.
 */
export async function isBuilt(root) {
  const [stamp, manifest] = await Promise.all(
    [STAMP, join('public', 'build', 'manifest.json')].map((file) =>
      readFile(join(root, file), 'utf8').catch(() => null),
    ),
  );
  return stamp !== null && manifest !== null && stamp === (await hashOfSources(root));
}

/** Declares the present build unfinished. */
export async function removeStamp(root) {
  await rm(join(root, STAMP), { force: true });
}

/** @param hash of the sources that were built */
export async function writeStamp(root, hash) {
  await writeFile(join(root, STAMP), hash);
}

/** A hash of everything that a build depends on: sources, build scripts and the versions of packages. */
export async function hashOfSources(root) {
  const sources = (await readdir(join(root, 'src'), { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => !file.endsWith('.test.ts') && !file.startsWith(join(root, 'src/messages/compiled/')));
  const scripts = (await readdir(join(root, 'scripts')))
    .filter((name) => name.endsWith('.mjs'))
    .map((name) => join(root, 'scripts', name));
  const hash = createHash('sha256');
  for (const file of [...sources, ...scripts, join(root, 'package-lock.json')].sort()) {
    const content = await readFile(file);
    hash.update(`${file.slice(root.length)} ${content.length}\n`).update(content);
  }
  return hash.digest('hex');
}
