// `npm test`: runs all checks, the fast ones first. A failed step does not stop the next ones.
//   npm test                          all steps
//   npm test -- unit integration      some steps
//   npm test -- e2e -- -g "screen"    passes the arguments after the second -- to the test runner
import { runSteps, STEP_NAMES } from './test-steps.mjs';

const [names, extra] = split(process.argv.slice(2));
const unknown = names.filter((name) => !STEP_NAMES.includes(name));
if (unknown.length > 0) {
  console.error(`Unknown step: ${unknown.join(', ')}. The steps are: ${STEP_NAMES.join(', ')}.`);
  process.exit(1);
}

const results = await runSteps(names.length > 0 ? names : STEP_NAMES, extra);
const sum = (key) => results.reduce((total, result) => total + result[key], 0);

for (const failure of results.flatMap(({ failures = [] }) => failures)) console.log(`\n✘ ${failure}`);
console.log('');
for (const { name, passed, failed, skipped, seconds } of results) {
  const mark = failed > 0 ? 'FAILED' : 'ok';
  const others = skipped > 0 ? `, ${skipped} skipped` : '';
  console.log(
    `${mark.padEnd(8)}${name.padEnd(14)}${passed} passed, ${failed} failed${others} (${seconds.toFixed(0)} s)`,
  );
}
process.exitCode = sum('failed') > 0 || sum('passed') === 0 ? 1 : 0;
console.log(`\n${sum('passed')} passed, ${sum('failed')} failed`);

function split(args) {
  const at = args.indexOf('--');
  return at < 0 ? [args, []] : [args.slice(0, at), args.slice(at + 1)];
}
