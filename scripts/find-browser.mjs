// Finds or installs the Chromium for the end-to-end tests and the benchmark.
import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, readdirSync, readFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { isMain } from './is-main.mjs';

const CHROMIUM_NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];
const MAC_APPS = ['Chromium', 'Google Chrome'].map(
  (name) => `/Applications/${name}.app/Contents/MacOS/${name}`,
);
const ADVICE =
  'Chromium was not found and could not be installed. Install Chromium or Chrome, or set CHROMIUM_PATH to the program file, then run the tests again.';

/**
 * Returns the paths of the installed browsers, or null without a Chromium. `headlessShell` is a Chromium that has no
 * window, cannot capture tabs and needs half the memory; null if it is not installed. Throws if CHROMIUM_PATH is not a
 * browser.
 */
export async function findBrowsers() {
  const chosen = process.env.CHROMIUM_PATH;
  if (chosen && !isBrowser(chosen)) throw new Error(`CHROMIUM_PATH is ${chosen}, which is not a Chromium.`);
  const bundled = await playwrightChromium();
  const chromium = chosen || firstBrowser([...inPath(CHROMIUM_NAMES), ...macApps(), bundled]);
  if (!chromium) return null;
  const shells = [
    process.env.CHROMIUM_HEADLESS_SHELL_PATH,
    ...inPath(['chromium-headless-shell']),
    ...shellsBeside(bundled),
  ];
  return { chromium, headlessShell: firstBrowser(shells) ?? null };
}

/** Like `findBrowsers`, but installs a missing Chromium. If that fails, throws an error that says what to do. */
export async function ensureBrowsers() {
  const found = await findBrowsers();
  if (found) return found;
  for (const install of [installWithApt, installWithPlaywright]) {
    if (!install()) continue;
    const installed = await findBrowsers();
    if (installed) return installed;
  }
  throw new Error(ADVICE);
}

function installWithApt() {
  if (process.getuid?.() !== 0 || !isDebian() || inPath(['apt-get']).length === 0) return false;
  const options = ['-y', '-q', '-o', 'DPkg::Lock::Timeout=300'];
  const aptGet = (...args) => run('apt-get', [...args, ...options], { DEBIAN_FRONTEND: 'noninteractive' });
  const install = (...names) => aptGet('install', '--no-install-recommends', ...names, 'fonts-dejavu-core');
  // Ignores the result: one unreachable package source fails the update, but the install often works without it.
  aptGet('update');
  // Older releases have no package for the headless shell. It is optional.
  return install('chromium', 'chromium-headless-shell') || install('chromium');
}

/** False on Ubuntu: its chromium package only installs a snap, which needs a running snapd. */
function isDebian() {
  const file = '/etc/os-release';
  return existsSync(file) && /^ID=["']?debian/m.test(readFileSync(file, 'utf8'));
}

function installWithPlaywright() {
  const install = (...deps) => run('npx', ['--no-install', 'playwright', 'install', ...deps, 'chromium'], {});
  const mayInstallLibraries = process.platform === 'linux' && process.getuid?.() === 0;
  return (mayInstallLibraries && install('--with-deps')) || install();
}

function run(command, args, env) {
  console.log(`Chromium was not found. Installing it: ${command} ${args.join(' ')}`);
  const { status } = spawnSync(command, args, { stdio: 'inherit', env: { ...process.env, ...env } });
  return status === 0;
}

async function playwrightChromium() {
  const { chromium } = await import('@playwright/test');
  return chromium.executablePath();
}

/** Playwright installs the headless shell of the same version in a folder next to the browser's folder. */
function shellsBeside(chromium) {
  const [, base, version] = /^(.*)[\\/]chromium-(\d+)[\\/]/.exec(chromium) ?? [];
  const folder = join(base ?? '', `chromium_headless_shell-${version}`);
  if (base === undefined || !existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true })
    .filter((file) => /(^|[\\/])(chrome-)?headless[-_]shell(\.exe)?$/.test(file))
    .map((file) => join(folder, file));
}

function inPath(names) {
  const folders = (process.env.PATH ?? '').split(delimiter);
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).filter(isExecutable);
}

function macApps() {
  return process.platform === 'darwin' ? MAC_APPS.filter(isExecutable) : [];
}

function firstBrowser(paths) {
  return paths.find((path) => path !== undefined && path !== '' && isExecutable(path) && isBrowser(path));
}

function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return existsSync(dirname(path));
  } catch {
    return false; // it does not exist, or this user may not execute it
  }
}

/** Runs the program: on some systems `chromium` is a script that only prints how to install the browser. */
function isBrowser(path) {
  const { status, stdout } = spawnSync(path, ['--version'], { encoding: 'utf8', timeout: 30_000 });
  return status === 0 && /chrom/i.test(stdout);
}

if (isMain(import.meta.url)) {
  try {
    console.log(await ensureBrowsers());
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
}
