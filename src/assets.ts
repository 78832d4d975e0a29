import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { PUBLIC_DIR } from './paths.js';

/** Returns the URL path of a built file by its name, like `app.css`. Throws if the build has no such file. */
export type Asset = (name: string) => string;

const Manifest = z.record(z.string(), z.string());

/** Reads the manifest of the build, which maps names to hashed file names. Throws if there is no build. */
export function loadAssets(): Asset {
  const manifest = new Map(Object.entries(readManifest(join(PUBLIC_DIR, 'build', 'manifest.json'))));
  return (name) => {
    const file = manifest.get(name);
    if (file === undefined) throw new Error(`The build has no file named ${name}.`);
    return `/build/${file}`;
  };
}

function readManifest(file: string): z.infer<typeof Manifest> {
  try {
    return Manifest.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (cause) {
    throw new Error('Parley has not been built. Run "npm run build" first.', { cause });
  }
}
