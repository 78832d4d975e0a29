// `npm start`: builds, and becomes the server. The same process, so that signals reach what they are meant for.
import { build } from './build.mjs';

try {
  await build();
} catch (error) {
  console.error(`Parley cannot be built: ${error.message}`);
  process.exit(1);
}
await import('../dist/server.js');
