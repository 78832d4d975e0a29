// Runs the embedded database in a process of its own, for tests that kill it: `server-process.ts <directory>`.
import { startEmbeddedMongo } from '../../../src/embedded-mongo/embedded-mongo.js';

const [, , directory = ''] = process.argv;
try {
  const embedded = await startEmbeddedMongo(directory);
  process.stdout.write(`${embedded.uri('test')}\n`);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
