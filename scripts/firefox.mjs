// Finds or installs the Firefox for the end-to-end tests. The tests of Firefox say why they are skipped without one.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Returns the path of Firefox, or null if there is none and it could not be installed either. */
export function ensureFirefox() {
  return findFirefox() ?? (installWithApt() ? findFirefox() : null);
}

function findFirefox() {
  const folders = (process.env.PATH ?? '').split(delimiter);
  const inPath = ['firefox-esr', 'firefox'].flatMap((name) => folders.map((folder) => join(folder, name)));
  return [process.env.FIREFOX_PATH, ...inPath].find((path) => path && isFirefox(path)) ?? null;
}

/** Runs the program: on some systems `firefox` is a script that only prints how to install the browser. */
function isFirefox(path) {
  if (!existsSync(path)) return false;
  const { status, stdout } = spawnSync(path, ['--version'], { encoding: 'utf8', timeout: 30_000 });
  return status === 0 && /firefox/i.test(stdout);
}

/** Only for root on a system with apt-get: elsewhere nobody expects the tests to install a second browser. */
function installWithApt() {
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return false;
  const options = ['-y', '-q', '-o', 'DPkg::Lock::Timeout=300'];
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const aptGet = (...args) => spawnSync('apt-get', [...args, ...options], { stdio: 'inherit', env });
  console.log('Installing Firefox for the tests with two kinds of browsers.');
  aptGet('update');
  return aptGet('install', '--no-install-recommends', 'firefox-esr').status === 0;
}
