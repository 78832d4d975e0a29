// Defines the steps of `npm test`: the programs that each step runs, and how it counts their results.
import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { audit } from './audit.mjs';
import { build, root } from './build.mjs';
import { playwrightFailures } from './failures.mjs';
import { ensureBrowsers } from './find-browser.mjs';
import { ensureFirefox } from './firefox.mjs';
import { installNatTools } from './nat-tools.mjs';

/** Ends a test that hangs. The longest test kills and restarts the embedded database thirty times. */
const TEST_TIMEOUT_MS = 300_000;
/** Ends a runner that hangs, for example because a test file left a socket open after its last test. The browsers need 25 minutes. */
const PROGRAM_TIMEOUT_MS = 2_700_000;
/** Test files that run at once. Some start further processes, and small machines have two processors. */
const TEST_CONCURRENCY = 2;

const STEPS = {
  build: buildStep,
  types: () =>
    runPrograms(
      ['server', 'client', 'tests'].map((part) => [`types of ${part}`, 'tsc', '-p', `tsconfig.${part}.json`]),
    ),
  lint: () =>
    runPrograms([
      ['eslint', 'eslint', '--max-warnings', '0', '.'],
      ['prettier', 'prettier', '--check', '--log-level', 'warn', '.'],
      ['knip', 'knip', '--no-progress'],
    ]),
  audit: auditStep,
  // The tests in src/** and the files directly in tests/.
  unit: async (extra) =>
    nodeTests([...(await testsIn('src')), ...(await testsIn('tests', { recursive: false }))], extra),
  integration: async (extra) =>
    nodeTests([...(await testsIn('tests/integration')), ...(await testsIn('tests/embedded-mongo'))], extra),
  e2e: endToEnd,
};

export const STEP_NAMES = Object.keys(STEPS);

/** Runs the build and the named steps in order. Resolves to `[{ name, passed, failed, skipped, seconds, failures? }, …]`. */
export async function runSteps(names, extra) {
  // Every step needs an up-to-date build: the compiled messages, the scripts of the pages or the server.
  const wanted = STEP_NAMES.filter((name) => name === 'build' || names.includes(name));
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

/** Runs programs one after the other. Each counts as one test, which passes if the exit code is 0. */
async function runPrograms(list) {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  for (const [name, program, ...args] of list) {
    const code = await run(join(root, 'node_modules', '.bin', program), args);
    console.log(`${code === 0 ? 'ok    ' : 'FAILED'} ${name}`);
    counts[code === 0 ? 'passed' : 'failed'] += 1;
  }
  return counts;
}

async function buildStep() {
  try {
    await build();
  } catch (error) {
    console.error(error.message);
    console.log('FAILED build');
    return { passed: 0, failed: 1, skipped: 0 };
  }
  console.log('ok     build');
  return { passed: 1, failed: 0, skipped: 0 };
}

async function auditStep() {
  const { state, lines } = await audit();
  for (const line of lines) console.log(line);
  const mark = { passed: 'ok    ', failed: 'FAILED', skipped: 'skipped' }[state];
  console.log(`${mark} known vulnerabilities of the dependencies`);
  return { passed: 0, failed: 0, skipped: 0, [state]: 1 };
}

/** Lists the test files in a folder. The runner of Node 20 does not support `**`. */
async function testsIn(folder, { recursive = true } = {}) {
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
  const firefox = ensureFirefox();
  console.log(`Browsers: ${browsers.chromium}${firefox === null ? '' : ` and ${firefox}`}`);
  installNatTools();
  return withTemporaryFile(async (results) => {
    const args = ['test', '--reporter=list,json', ...extra];
    const code = await run(join(root, 'node_modules', '.bin', 'playwright'), args, {
      CHROMIUM_PATH: browsers.chromium,
      CHROMIUM_HEADLESS_SHELL_PATH: browsers.headlessShell ?? '',
      FIREFOX_PATH: firefox ?? '',
      PLAYWRIGHT_JSON_OUTPUT_FILE: results,
    });
    const report = await readJson(results);
    if (!report) return verdict(code, null);
    const { expected, unexpected, flaky, skipped } = report.stats;
    const failures = playwrightFailures(report);
    return verdict(code, { passed: expected, failed: unexpected + flaky, skipped, failures });
  });
}

/** Turns an exit code and counts into the result of a step. A runner that crashed or ran no test has failed. */
function verdict(code, counts) {
  if (!counts || counts.passed + counts.failed === 0) {
    if (counts) console.error('No test ran.');
    return { passed: 0, failed: 1, skipped: counts?.skipped ?? 0 };
  }
  if (code !== 0 && counts.failed === 0) {
    console.error(`All tests passed, but the runner exited with code ${code}.`);
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
    console.error(`The runner did not write readable results to ${relative(root, file)}: ${error.message}`);
    return null;
  }
}

/** Runs a program with this process's stdout and stderr. Resolves to its exit code, or 1 if a signal ended it. */
function run(program, args, env = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd: root, stdio: 'inherit', env: { ...process.env, ...env } });
    const limit = setTimeout(() => {
      console.error(`Stopping ${program}: it has run for more than ${PROGRAM_TIMEOUT_MS / 60_000} minutes.`);
      // On SIGINT the test runners print the tests that are still running and end the processes that they started.
      child.kill('SIGINT');
    }, PROGRAM_TIMEOUT_MS);
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      clearTimeout(limit);
      resolve(signal ? 1 : code);
    });
  });
}
