// Runs a command of the built program: `run-built.mjs backup ARGUMENTS…` runs `dist/backup.js`. Builds only if there is no
// build. A running server still serves the files of the last build, which a new build would remove.
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const [name] = process.argv.splice(2, 1);

// A build writes its stamp last.
if (!['build-stamp', `${name}.js`].every((file) => existsSync(join(root, 'dist', file)))) {
  try {
    const { build } = await import('./build.mjs');
    await build();
  } catch (error) {
    console.error(`The build failed: ${error.message}`);
    process.exit(1);
  }
}
await import(`../dist/${name}.js`);
