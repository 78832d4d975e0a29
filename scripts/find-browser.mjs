// Finds the Chromium that the end-to-end tests and the benchmark drive, or installs one.
import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, readdirSync, readFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { isMain } from './is-main.mjs';

const CHROMIUM_NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];
const MAC_APPS = ['Chromium', 'Google Chrome'].map(
  (name) => `/Applications/${name}.app/Contents/MacOS/${name}`,
);
const ADVICE =
  'No Chromium was found or could be installed: install Chromium or Chrome, or set CHROMIUM_PATH to its program file, and run the tests again.';

/**
 * The browsers of this machine as paths. `headlessShell` does the same without a window and without capturing tabs, for
 * half the memory; null where there is none. Answers null without a Chromium. Throws when CHROMIUM_PATH names none.
 */
export async function findBrowsers() {
  const chosen = process.env.CHROMIUM_PATH;
  if (chosen && !isBrowser(chosen)) throw new Error(`CHROMIUM_PATH is ${chosen}, which is no browser.`);
  const own = await playwrightChromium();
  const chromium = chosen || firstBrowser([...inPath(CHROMIUM_NAMES), ...macApps(), own]);
  if (!chromium) return null;
  const shells = [
    process.env.CHROMIUM_HEADLESS_SHELL_PATH,
    ...inPath(['chromium-headless-shell']),
    ...shellsBeside(own),
  ];
  return { chromium, headlessShell: firstBrowser(shells) ?? null };
}

/** Like `findBrowsers`, but installs what is missing. Throws one sentence that says what to do. */
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
  // One source that is out of reach fails the update, and is seldom the one that is needed.
  aptGet('update');
  // Older releases have no package of the shell alone, and it is a convenience only.
  return install('chromium', 'chromium-headless-shell') || install('chromium');
}

/** Ubuntu is left out: its package is a pointer to a snap, which needs a running snapd. */
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
  console.log(`No Chromium here yet. Installing one: ${command} ${args.join(' ')}`);
  const { status } = spawnSync(command, args, { stdio: 'inherit', env: { ...process.env, ...env } });
  return status === 0;
}

async function playwrightChromium() {
  const { chromium } = await import('@playwright/test');
  return chromium.executablePath();
}

/** Playwright keeps the shell of one version in a folder beside that of the browser. */
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
    return false; // not there, or not ours to run
  }
}

/** Some systems have a program of that name that only says how to get the real one. */
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
