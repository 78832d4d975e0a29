import { fileURLToPath } from 'node:url';

// The same from `src` and from `dist`, where the built server runs.
const fromRoot = (path: string) => fileURLToPath(new URL(`../${path}`, import.meta.url));

export const PUBLIC_DIR = fromRoot('public');
export const VIEWS_DIR = fromRoot('src/views');
