// `npm run admin`: manages accounts with the built program. Builds only if there is no build. A running server still serves
// the files of the last build, which a new build would remove.
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

// A build writes its stamp last.
if (!['build-stamp', 'admin.js'].every((name) => existsSync(join(root, 'dist', name)))) {
  try {
    const { build } = await import('./build.mjs');
    await build();
  } catch (error) {
    console.error(`The build failed: ${error.message}`);
    process.exit(1);
  }
}
await import('../dist/admin.js');
