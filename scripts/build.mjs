// Builds `public/build` for browsers and `dist` for Node.
import { build as esbuild } from 'esbuild';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { brotliCompress } from 'node:zlib';
import { hashOfSources, removeStamp, writeStamp } from './build-stamp.mjs';
import { checkTemplates } from './check-templates.mjs';
import { buildWorker } from './build-worker.mjs';
import { buildIcons } from './icons.mjs';
import { isMain } from './is-main.mjs';
import { compileMessages, compiledDir, LANGUAGES } from './messages.mjs';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
const source = join(root, 'src');
const clientDir = join(source, 'client');
const publicBuild = join(root, 'public', 'build');
const dist = join(root, 'dist');
/** Is built after the others, because it names them. */
const WORKER = 'service-worker.ts';
/** Contains no texts, so all languages share it. Is built before the scripts that name it. */
const ENCODER_WORKER = 'encoder-worker.ts';

const CLIENT_OPTIONS = {
  bundle: true,
  minify: true,
  sourcemap: 'external',
  charset: 'utf8', // accented letters take half the bytes of their escapes
  target: ['es2023', 'chrome111', 'firefox115', 'safari16.4'],
  legalComments: 'none',
  logLevel: 'warning',
  absWorkingDir: root,
};

/**
 * Builds both sides and removes the files of earlier builds. Rejects with a readable message when something does not
 * compile, a text is missing in a language or an icon does not exist.
 */
export async function build() {
  await removeStamp(root);
  const hash = await hashOfSources(root); // before the build: a file that changes during the build makes it outdated
  await checkTemplates(await compileMessages());
  const files = await readdir(source, { recursive: true });
  await mkdir(publicBuild, { recursive: true });
  const [bundles, icons] = await Promise.all([
    buildClient(files),
    buildIcons({ source, files, into: publicBuild }),
    buildServer(files),
  ]);
  const worker = await buildWorker({
    root,
    source,
    publicBuild,
    bundles,
    languages: LANGUAGES,
    version: hash,
    options: CLIENT_OPTIONS,
  });
  const manifest = Object.fromEntries([...bundles, ...icons, worker].sort());
  await writeFile(join(publicBuild, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  await Promise.all(Object.values(manifest).map(compress));
  const kept = Object.values(manifest).flatMap((name) => [name, `${name}.map`, `${name}.br`]);
  await removeOthers(publicBuild, [...kept, 'manifest.json']);
  await writeStamp(root, hash);
}

/**
 * Each file directly in src/client is a bundle: a stylesheet once, a script once per language. Resolves to
 * `[['room.css', 'room-AB12CD34.css'], ['room.en.js', 'room.en-EF56GH78.js'], …]`.
 */
async function buildClient(files) {
  const entries = files.filter(
    (file) =>
      dirname(file) === 'client' &&
      /\.(ts|css)$/.test(file) &&
      !file.endsWith('.test.ts') &&
      ![WORKER, ENCODER_WORKER].includes(basename(file)),
  );
  const bundles = await bundle([
    ...entries.filter((file) => file.endsWith('.css')),
    join('client', ENCODER_WORKER),
  ]);
  const worker = new Map(bundles).get('encoder-worker.js');
  const names = { ENCODER_WORKER: JSON.stringify(`build/${worker}`) };
  // One language after the other: parallel builds would report the same mistake twice.
  for (const language of LANGUAGES) {
    const scripts = entries.filter((file) => file.endsWith('.ts'));
    bundles.push(...(await bundle(scripts, language, names)));
  }
  return bundles;
}

/** `names` replaces these names in the code by their values. */
async function bundle(entries, language, names = {}) {
  const suffix = language === undefined ? '' : `.${language}`;
  const { metafile } = await esbuild({
    entryPoints: entries.map((file) => join(source, file)),
    entryNames: `[name]${suffix}-[hash]`,
    outdir: publicBuild,
    outbase: clientDir,
    ...CLIENT_OPTIONS,
    format: 'esm',
    define: names,
    metafile: true,
    plugins: language === undefined ? [] : [messagesIn(language), withoutUnused],
  });
  return Object.entries(metafile.outputs)
    .filter(([, { entryPoint }]) => entryPoint !== undefined)
    .map(([output, { entryPoint }]) => [
      basename(entryPoint).replace(/(?:\.ts)?$/, (ending) => (ending ? `${suffix}.js` : '')),
      relative(publicBuild, join(root, output)),
    ]);
}

/** Writes a copy with the highest quality of Brotli. The server sends it to every browser that accepts it. */
async function compress(name) {
  const file = join(publicBuild, name);
  await writeFile(`${file}.br`, await promisify(brotliCompress)(await readFile(file)));
}

/**
 * Leaves out what the pages never use of Socket.IO, which every room page loads: a transport, and the search for binary
 * data, because all messages are JSON.
 */
const withoutUnused = {
  name: 'without-unused',
  setup({ onLoad }) {
    const replace = (filter, contents) => onLoad({ filter }, () => ({ contents }));
    replace(/engine\.io-client[\\/].*[\\/]transports[\\/]webtransport\.js$/, 'export class WT {}');
    replace(
      /socket\.io-parser[\\/]build[\\/]esm[\\/]is-binary\.js$/,
      'export const isBinary = () => false; export const hasBinary = isBinary;',
    );
    replace(
      /socket\.io-parser[\\/]build[\\/]esm[\\/]binary\.js$/,
      'export const reconstructPacket = (packet) => packet; export const deconstructPacket = reconstructPacket;',
    );
    replace(/engine\.io-parser[\\/].*[\\/]base64-arraybuffer\.js$/, 'export const decode = (text) => text;');
  },
};

/** Resolves `#messages/<area>` to the texts of one language, so that a bundle carries no other. */
function messagesIn(language) {
  return {
    name: `messages-${language}`,
    setup({ onResolve }) {
      onResolve({ filter: /^#messages\// }, ({ path }) => ({
        path: join(compiledDir, language, `${path.slice('#messages/'.length)}.ts`),
      }));
    },
  };
}

/** One file of dist for one of src. Copies text files, which the server reads when it starts. */
async function buildServer(files) {
  const sources = files.filter(
    (file) => /\.(ts|txt)$/.test(file) && !file.endsWith('.test.ts') && !file.startsWith(join('client', '/')),
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
    loader: { '.txt': 'copy' },
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
