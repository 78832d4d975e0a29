import { inShort } from './failures.mjs';

/** A reporter for Node's test runner. Writes the numbers of passed, failed and skipped tests as JSON, and why tests failed. */
export default async function* countReporter(events) {
  const counts = { passed: 0, failed: 0, skipped: 0, failures: [] };
  for await (const { type, data } of events) {
    if (type !== 'test:pass' && type !== 'test:fail') continue;
    if (data.details?.type === 'suite') continue;
    // The runner reports a file without tests as a passed test, and a file that does not load as a failed one.
    const isFile = data.nesting === 0 && /\.test\.ts$/.test(data.name);
    if (data.skip !== undefined || data.todo !== undefined) counts.skipped += 1;
    else if (type === 'test:fail') {
      counts.failed += 1;
      const reason = data.details?.error?.cause ?? data.details?.error;
      counts.failures.push(inShort(data.name, reason?.message ?? reason));
    } else if (!isFile) counts.passed += 1;
  }
  yield JSON.stringify(counts);
}
