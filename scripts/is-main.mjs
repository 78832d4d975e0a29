import { realpathSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Whether Node started the module at `url` directly. False if another module imported it. */
export function isMain(url) {
  const started = process.argv[1];
  return started !== undefined && realpathSync(started) === fileURLToPath(url);
}
