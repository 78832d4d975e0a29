import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { deriveKey, keptSecret } from './secrets.js';

function folder(t: TestContext): string {
  const made = mkdtempSync(join(tmpdir(), 'parley-secret-'));
  t.after(() => {
    rmSync(made, { recursive: true });
  });
  return made;
}

void test('the secret is made once, kept, and readable by its owner alone', (t) => {
  const dataDir = join(folder(t), 'data');
  const secret = keptSecret(dataDir);
  assert.match(secret, /^[\w-]{43}$/);
  assert.equal(keptSecret(dataDir), secret);
  assert.deepEqual(readdirSync(dataDir), ['session-secret']);
  assert.equal(statSync(join(dataDir, 'session-secret')).mode & 0o777, 0o600);
});

void test('every installation makes a secret of its own', (t) => {
  assert.notEqual(keptSecret(folder(t)), keptSecret(folder(t)));
});

void test('a damaged secret is not taken for one', (t) => {
  const dataDir = folder(t);
  writeFileSync(join(dataDir, 'session-secret'), 'short\n');
  assert.throws(() => keptSecret(dataDir), /damaged/);
});

void test('keys for two purposes differ, and each stays the same', () => {
  assert.notEqual(deriveKey('secret', 'one'), deriveKey('secret', 'two'));
  assert.equal(deriveKey('secret', 'one'), deriveKey('secret', 'one'));
});
