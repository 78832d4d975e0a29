import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { outcomeOf } from '../scripts/audit.mjs';

interface Package {
  version?: string;
  license?: string;
  integrity?: string;
  resolved?: string;
  link?: boolean;
  dev?: boolean;
  hasInstallScript?: boolean;
}

type Versions = Record<string, string>;

/** They install or build a program for this platform. Any other package that runs a script at the installation is new. */
const INSTALL_SCRIPTS = ['bcrypt', 'esbuild', 'lmdb', 'msgpackr-extract'];

/** Licences that allow everybody to run, change and pass on Parley. */
const LICENCES = [
  'MIT',
  'ISC',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  '0BSD',
  'BlueOak-1.0.0',
  'Unicode-DFS-2016',
  // A person who changes the files of such a package must publish them. Parley changes none.
  'MPL-2.0',
];
/** Packages that name their licence in their readme only. */
const LICENCES_IN_README: Record<string, string> = { pause: 'MIT' };

const manifest =
  await readJson<Record<'dependencies' | 'devDependencies' | 'overrides', Versions>>('package.json');
const lock = await readJson<{ packages: Record<string, Package> }>('package-lock.json');
const packages = Object.entries(lock.packages).filter(([path]) => path !== '');

test('every dependency has one exact version', () => {
  for (const group of ['dependencies', 'devDependencies', 'overrides'] as const)
    for (const [name, version] of Object.entries(manifest[group]))
      assert.match(version, /^\d+\.\d+\.\d+$/, name);
});

test('every installed package comes from the registry and is checked against a hash', () => {
  assert.ok(packages.length > 100);
  for (const [path, { version, integrity, resolved, link }] of packages) {
    assert.match(version ?? '', /^\d+\.\d+\.\d+/, path);
    assert.match(integrity ?? '', /^sha512-[\w+/]{86}==$/, path);
    // npm notes the address of packages from elsewhere only, because .npmrc says omit-lockfile-registry-resolved.
    assert.equal(resolved, undefined, path);
    assert.equal(link, undefined, path);
  }
});

test('no further package runs a script when it is installed', () => {
  const found = packages.filter(([, { hasInstallScript }]) => hasInstallScript).map(([path]) => nameOf(path));
  assert.deepEqual([...new Set(found)].sort(), INSTALL_SCRIPTS);
});

test('the licence of every package is known and allowed', async () => {
  for (const [path, { license }] of packages) {
    const licence = license ?? LICENCES_IN_README[nameOf(path)] ?? (await olderFormOfLicence(path));
    assert.ok(LICENCES.includes(licence), `${path} has the licence ${licence}`);
  }
});

test('the audit fails on severe findings only, and is skipped without an answer', () => {
  const report = (severity: string) =>
    JSON.stringify({
      auditReportVersion: 2,
      vulnerabilities: { qs: { name: 'qs', severity, range: '<6.2' } },
    });
  assert.deepEqual(outcomeOf(report('critical')), { state: 'failed', lines: ['qs <6.2: critical'] });
  assert.equal(outcomeOf(report('high')).state, 'failed');
  assert.deepEqual(outcomeOf(report('moderate')), { state: 'passed', lines: [] });
  assert.equal(outcomeOf('{"auditReportVersion":2,"vulnerabilities":{}}').state, 'passed');
  for (const answer of [
    '',
    '{',
    'null',
    '[]',
    '{"message":"405 Method Not Allowed","statusCode":405}',
    '{"error":{}}',
  ])
    assert.equal(outcomeOf(answer).state, 'skipped', answer);
});

/** Old packages hold a list `licenses`, which npm does not copy into the lock file. */
async function olderFormOfLicence(path: string): Promise<string> {
  const { licenses = [] } = await readJson<{ licenses?: { type: string }[] }>(`${path}/package.json`);
  return licenses.map(({ type }) => type).join(' or ');
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
}

async function readJson<T>(file: string): Promise<T> {
  return JSON.parse(await readFile(file, 'utf8')) as T;
}
