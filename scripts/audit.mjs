// Asks the npm registry for known vulnerabilities of the packages that an installation runs.
import { execFile } from 'node:child_process';
import { root } from './build.mjs';

const ARGUMENTS = ['audit', '--json', '--omit=dev', '--audit-level=high', '--fetch-retries=0'];
const PATIENCE_MS = 60_000;

/** Resolves to the outcome of the audit, as `outcomeOf` describes it. */
export async function audit() {
  const output = await new Promise((resolve) => {
    const options = {
      cwd: root,
      timeout: PATIENCE_MS,
      maxBuffer: 50_000_000,
      shell: process.platform === 'win32',
    };
    // npm exits with 1 if it finds something, and if there is no answer. Only its output tells which.
    execFile('npm', ARGUMENTS, options, (_error, stdout) => resolve(stdout));
  });
  return outcomeOf(output);
}

/**
 * Reads the output of `npm audit --json`. Returns `{ state: 'passed' | 'failed' | 'skipped', lines }`: `failed` if a package
 * has a vulnerability that is high or critical, `skipped` if the registry has not answered with a report. Not every
 * registry offers audits, and the checks also run without a network.
 */
export function outcomeOf(output) {
  const report = parsed(output);
  if (!Number.isInteger(report?.auditReportVersion) || typeof report.vulnerabilities !== 'object')
    return {
      state: 'skipped',
      lines: [
        `The registry gave no report: ${report?.statusCode ? `status ${report.statusCode}` : 'no answer'}`,
      ],
    };
  const severe = Object.values(report.vulnerabilities).filter(({ severity }) =>
    ['high', 'critical'].includes(severity),
  );
  const lines = severe.map(({ name, severity, range }) => `${name} ${range}: ${severity}`);
  return { state: lines.length > 0 ? 'failed' : 'passed', lines };
}

function parsed(output) {
  try {
    return JSON.parse(output);
  } catch {
    return null; // npm was stopped, or it is not installed
  }
}
