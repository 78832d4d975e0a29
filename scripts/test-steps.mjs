// The steps of `npm test`: what each one runs, and how its tests are counted.
import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { build, root } from './build.mjs';
import { ensureBrowsers } from './find-browser.mjs';

/** A test that hangs must not hang everything. The longest one kills and restarts a store thirty times. */
const TEST_TIMEOUT_MS = 300_000;
/** Nor must a file whose tests have ended, but which left something open. */
const PROGRAM_TIMEOUT_MS = 1_200_000;
/** Files at once. Some start processes of their own, and two processors are all that one may count on. */
const TEST_CONCURRENCY = 2;

const STEPS = {
  build: () => check('build', build),
  types: () =>
    checks(
      ['server', 'client', 'tests'].map((part) => [`types of ${part}`, 'tsc', '-p', `tsconfig.${part}.json`]),
    ),
  lint: () =>
    checks([
      ['eslint', 'eslint', '--max-warnings', '0', '.'],
      ['prettier', 'prettier', '--check', '--log-level', 'warn', '.'],
      ['knip', 'knip', '--no-progress'],
    ]),
  unit: async (extra) => nodeTests([...(await testsIn('src')), ...(await testsIn('tests', false))], extra),
  integration: async (extra) => nodeTests(await testsIn('tests/integration'), extra),
  e2e: endToEnd,
};

export const STEP_NAMES = Object.keys(STEPS);

/** Runs the named steps in order. Answers `[{ name, passed, failed, skipped, seconds }, …]`. */
export async function runSteps(names, extra) {
  // What is tested must be what is written.
  const needsBuild = names.some((name) => name === 'integration' || name === 'e2e');
  const wanted = STEP_NAMES.filter((name) => names.includes(name) || (name === 'build' && needsBuild));
  const results = [];
  for (const name of wanted) {
    console.log(`\n── ${name} ${'─'.repeat(100 - name.length)}`);
    const began = performance.now();
    const counts = await STEPS[name](extra).catch((error) => {
      console.error(error);
      return { passed: 0, failed: 1, skipped: 0 };
    });
    results.push({ name, ...counts, seconds: (performance.now() - began) / 1000 });
  }
  return results;
}

/** Programs whose exit code is the verdict; each counts as one test. */
async function checks(list) {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  for (const [name, program, ...args] of list) {
    const code = await run(join(root, 'node_modules', '.bin', program), args);
    console.log(`${code === 0 ? 'ok    ' : 'FAILED'} ${name}`);
    counts[code === 0 ? 'passed' : 'failed'] += 1;
  }
  return counts;
}

async function check(name, action) {
  try {
    await action();
  } catch (error) {
    console.error(error.message);
    console.log(`FAILED ${name}`);
    return { passed: 0, failed: 1, skipped: 0 };
  }
  console.log(`ok     ${name}`);
  return { passed: 1, failed: 0, skipped: 0 };
}

/** The test files of a folder. Node 20's own runner does not know `**`. */
async function testsIn(folder, recursive = true) {
  const files = await readdir(join(root, folder), { recursive });
  return files
    .filter((file) => file.endsWith('.test.ts'))
    .map((file) => join(folder, file))
    .sort();
}

async function nodeTests(files, extra) {
  return withTemporaryFile(async (results) => {
    const reporters = [
      ['--test-reporter=spec', '--test-reporter-destination=stdout'],
      [
        `--test-reporter=${join(root, 'scripts', 'count-reporter.mjs')}`,
        `--test-reporter-destination=${results}`,
      ],
    ].flat();
    const limits = [`--test-timeout=${TEST_TIMEOUT_MS}`, `--test-concurrency=${TEST_CONCURRENCY}`];
    const code = await run(process.execPath, [
      ...['--import', 'tsx', '--test', ...limits, ...reporters, ...extra, ...files],
    ]);
    return verdict(code, await readJson(results));
  });
}

async function endToEnd(extra) {
  let browsers;
  try {
    browsers = await ensureBrowsers();
  } catch (error) {
    console.error(error.message);
    return { passed: 0, failed: 1, skipped: 0 };
  }
  console.log(`Browser: ${browsers.chromium}`);
  return withTemporaryFile(async (results) => {
    const args = ['test', '--reporter=list,json', ...extra];
    const code = await run(join(root, 'node_modules', '.bin', 'playwright'), args, {
      CHROMIUM_PATH: browsers.chromium,
      CHROMIUM_HEADLESS_SHELL_PATH: browsers.headlessShell ?? '',
      PLAYWRIGHT_JSON_OUTPUT_FILE: results,
    });
    const stats = (await readJson(results))?.stats;
    return verdict(
      code,
      stats && { passed: stats.expected, failed: stats.unexpected + stats.flaky, skipped: stats.skipped },
    );
  });
}

/** A runner that fell over, or ran nothing, has failed, whatever it counted. */
function verdict(code, counts) {
  if (!counts || counts.passed + counts.failed === 0) {
    if (counts) console.error('No test ran.');
    return { passed: 0, failed: 1, skipped: counts?.skipped ?? 0 };
  }
  if (code !== 0 && counts.failed === 0) {
    console.error(`Every test passed, but the runner ended with code ${code}.`);
    return { ...counts, failed: 1 };
  }
  return counts;
}

async function withTemporaryFile(action) {
  await mkdir(tmpdir(), { recursive: true });
  const folder = await mkdtemp(join(tmpdir(), 'parley-test-'));
  try {
    return await action(join(folder, 'results.json'));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function readJson(file) {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    console.error(`The runner left no readable results in ${relative(root, file)}: ${error.message}`);
    return null;
  }
}

/** Resolves with the exit code; what the program prints is printed. */
function run(program, args, env = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd: root, stdio: 'inherit', env: { ...process.env, ...env } });
    const limit = setTimeout(() => {
      console.error(`Stopped ${program}: it has not ended after ${PROGRAM_TIMEOUT_MS / 60_000} minutes.`);
      // The runners answer it with the names of what still ran, and end what they have started.
      child.kill('SIGINT');
    }, PROGRAM_TIMEOUT_MS);
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      clearTimeout(limit);
      resolve(signal ? 1 : code);
    });
  });
}
