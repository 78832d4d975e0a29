import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { deriveKey, loadOrCreateSecret } from './secrets.js';

function temporaryFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'parley-secret-'));
  t.after(() => {
    rmSync(folder, { recursive: true });
  });
  return folder;
}

test('the secret is generated once, and only its owner can read the file', (t) => {
  const dataDir = join(temporaryFolder(t), 'data');
  const secret = loadOrCreateSecret(dataDir);
  assert.match(secret, /^[\w-]{43}$/);
  assert.equal(loadOrCreateSecret(dataDir), secret);
  assert.deepEqual(readdirSync(dataDir), ['session-secret']);
  assert.equal(statSync(join(dataDir, 'session-secret')).mode & 0o777, 0o600);
});

test('two installations generate different secrets', (t) => {
  assert.notEqual(loadOrCreateSecret(temporaryFolder(t)), loadOrCreateSecret(temporaryFolder(t)));
});

test('a damaged secret file is refused', (t) => {
  const dataDir = temporaryFolder(t);
  writeFileSync(join(dataDir, 'session-secret'), 'short\n');
  assert.throws(() => loadOrCreateSecret(dataDir), /damaged/);
});

test('keys for two purposes differ, and the key for one purpose is always the same', () => {
  assert.notEqual(deriveKey('secret', 'one'), deriveKey('secret', 'two'));
  assert.equal(deriveKey('secret', 'one'), deriveKey('secret', 'one'));
});
