// `npm start`: builds if the sources have changed since the last build, then runs the server in this process, so that
// signals reach the server. An installation that was built before also starts from a read-only folder.
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isBuilt } from './build-stamp.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

try {
  if (!(await isBuilt(root))) {
    const { build } = await import('./build.mjs');
    await build();
  }
} catch (error) {
  console.error(`The build failed: ${error.message}`);
  process.exit(1);
}
await import('../dist/server.js');
