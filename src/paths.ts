import { fileURLToPath } from 'node:url';

// This file runs from `src` in tests and from `dist` after a build. Both folders are one level below the root.
const fromRoot = (path: string) => fileURLToPath(new URL(`../${path}`, import.meta.url));

export const PUBLIC_DIR = fromRoot('public');
export const VIEWS_DIR = fromRoot('src/views');
