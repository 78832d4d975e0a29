// Builds the service worker with the list of the files that the offline page needs.
import { build as esbuild } from 'esbuild';
import { join, relative } from 'node:path';

/**
 * Resolves to `['service-worker.js', 'service-worker-AB12CD34.js']`. `bundles` are the other files of the client with their
 * hashed names. `version` changes with every source, so that browsers fetch the offline page again.
 */
export async function buildWorker({ root, source, publicBuild, bundles, languages, version, options }) {
  const hashed = new Map(bundles);
  const needed = ['app.css', ...languages.map((language) => `offline.${language}.js`)];
  const files = needed.map((name) => {
    if (!hashed.has(name)) throw new Error(`The offline page needs ${name}, which is not built`);
    return `/build/${hashed.get(name)}`;
  });
  const { metafile } = await esbuild({
    ...options,
    entryPoints: [join(source, 'client', 'service-worker.ts')],
    entryNames: '[name]-[hash]',
    outdir: publicBuild,
    format: 'iife', // Firefox 115 has no service workers that are modules
    define: { BUILD: JSON.stringify({ version, files: [...files, '/favicon.svg'], languages }) },
    metafile: true,
  });
  const [output] = Object.keys(metafile.outputs).filter((name) => name.endsWith('.js'));
  return ['service-worker.js', relative(publicBuild, join(root, output))];
}
