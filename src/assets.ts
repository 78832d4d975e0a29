import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { PUBLIC_DIR } from './paths.js';

export type Asset = (name: string) => string;

const Manifest = z.record(z.string(), z.string());

/** The addresses of the build's files by their names. Throws when nothing has been built. */
export function loadAssets(): Asset {
  const manifest = new Map(Object.entries(readManifest(join(PUBLIC_DIR, 'build', 'manifest.json'))));
  return (name) => {
    const file = manifest.get(name);
    if (file === undefined) throw new Error(`The build has no ${name}.`);
    return `/build/${file}`;
  };
}

function readManifest(file: string): z.infer<typeof Manifest> {
  try {
    return Manifest.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (cause) {
    throw new Error('The pages have not been built. Run "npm run build" first.', { cause });
  }
}
