// `npm start`: builds, then runs the server in this process, so that signals reach the server.
import { build } from './build.mjs';

try {
  await build();
} catch (error) {
  console.error(`The build failed: ${error.message}`);
  process.exit(1);
}
await import('../dist/server.js');
