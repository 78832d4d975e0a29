import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createChallengeSigner } from './signed-challenge.js';

const signer = createChallengeSigner('a key');

test('a challenge has 256 random bits, and its signature is recognised for its purpose alone', () => {
  const signed = signer.create(1_000);
  assert.match(signed.challenge, /^[\w-]{43}$/);
  assert.notEqual(signer.create(1_000).challenge, signed.challenge);
  const text = signer.sign(signed, 'log-in ');
  assert.deepEqual(signer.read(text, 'log-in '), signed);
  assert.equal(signer.read(text, 'add 1'), null);
  assert.equal(createChallengeSigner('another key').read(text, 'log-in '), null);
});

test('a changed challenge, a later expiry and junk are refused', () => {
  const signed = signer.create(1_000);
  const [challenge = '', , signature = ''] = signer.sign(signed, 'add 1').split('.');
  for (const text of [
    `${challenge}.9000.${signature}`,
    `${'A'.repeat(43)}.1000.${signature}`,
    `${challenge}.1000.${'A'.repeat(43)}`,
    `${challenge}.1000.`,
    `${challenge}.1000.${signature}x`,
    '',
    '..',
  ])
    assert.equal(signer.read(text, 'add 1'), null, text);
});
