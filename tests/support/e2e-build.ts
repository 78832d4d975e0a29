import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** What is tested is what is written: builds before the first test. */
export default function buildOnce(): void {
  const script = fileURLToPath(new URL('../../scripts/build.mjs', import.meta.url));
  execFileSync(process.execPath, [script], { stdio: 'inherit' });
}
