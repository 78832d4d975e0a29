// Makes everything that runs from what is written: `public/build` for browsers, `dist` for Node.
import { build as esbuild } from 'esbuild';
import { mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildIcons } from './icons.mjs';
import { isMain } from './is-main.mjs';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
const source = join(root, 'src');
const clientDir = join(source, 'client');
const publicBuild = join(root, 'public', 'build');
const dist = join(root, 'dist');

/**
 * Builds both sides and removes what is left of earlier builds. Rejects with a readable message when something does
 * not compile or an icon does not exist.
 */
export async function build() {
  const files = await readdir(source, { recursive: true });
  await mkdir(publicBuild, { recursive: true });
  const [bundles, icons] = await Promise.all([
    buildClient(files),
    buildIcons({ source, files, into: publicBuild }),
    buildServer(files),
  ]);
  const manifest = Object.fromEntries([...bundles, ['icons.svg', icons]].sort());
  await writeFile(join(publicBuild, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  const kept = Object.values(manifest).flatMap((name) => [name, `${name}.map`]);
  await removeOthers(publicBuild, [...kept, 'manifest.json']);
}

/** Each file directly in src/client is one bundle. Answers `[['room.js', 'room-AB12CD34.js'], …]`. */
async function buildClient(files) {
  const entries = files
    .filter((file) => dirname(file) === 'client' && /\.(ts|css)$/.test(file) && !file.endsWith('.test.ts'))
    .map((file) => join(source, file));
  const { metafile } = await esbuild({
    entryPoints: entries,
    entryNames: '[name]-[hash]',
    outdir: publicBuild,
    outbase: clientDir,
    bundle: true,
    minify: true,
    sourcemap: 'external',
    format: 'esm',
    target: ['es2023', 'chrome111', 'firefox115', 'safari16.4'],
    legalComments: 'none',
    metafile: true,
    logLevel: 'warning',
    absWorkingDir: root,
  });
  return Object.entries(metafile.outputs)
    .filter(([, { entryPoint }]) => entryPoint !== undefined)
    .map(([output, { entryPoint }]) => [
      basename(entryPoint).replace(/\.ts$/, '.js'),
      relative(publicBuild, join(root, output)),
    ]);
}

/** One file of dist for one of src. */
async function buildServer(files) {
  const sources = files.filter(
    (file) => file.endsWith('.ts') && !file.endsWith('.test.ts') && !file.startsWith(join('client', '/')),
  );
  await esbuild({
    entryPoints: sources.map((file) => join(source, file)),
    outdir: dist,
    outbase: source,
    bundle: false,
    sourcemap: 'linked',
    platform: 'node',
    format: 'esm',
    target: 'node20',
    logLevel: 'warning',
  });
  const built = sources.map((file) => file.replace(/\.ts$/, '.js'));
  await removeOthers(dist, [...built, ...built.map((file) => `${file}.map`)]);
}

async function removeOthers(directory, kept) {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const stale = entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(directory, join(entry.parentPath, entry.name)))
    .filter((file) => !kept.includes(file));
  await Promise.all(stale.map((file) => rm(join(directory, file), { force: true })));
}

/** Where a bundle's file is, for those who ask outside the server. */
export async function readManifest() {
  return JSON.parse(await readFile(join(publicBuild, 'manifest.json'), 'utf8'));
}

if (isMain(import.meta.url)) {
  const began = performance.now();
  try {
    await build();
    console.log(`Built in ${Math.round(performance.now() - began)} ms`);
  } catch (error) {
    console.error(`Not built: ${error.message}`);
    process.exitCode = 1;
  }
}
