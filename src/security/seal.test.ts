import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createSeal } from './seal.js';
import { deriveKey } from './secrets.js';

const { seal, open } = createSeal(deriveKey('secret', 'test'));

test('a sealed text opens with the same key only', () => {
  const sealed = seal('päss');
  assert.equal(open(sealed), 'päss');
  assert.notEqual(seal('päss'), sealed, 'equal texts look different');
  assert.equal(createSeal(deriveKey('other', 'test')).open(sealed), null);
});

test('a changed or shortened text does not open', () => {
  const sealed = Buffer.from(seal('text'), 'base64url');
  for (const index of sealed.keys()) {
    const changed = Buffer.from(sealed);
    changed.writeUInt8(changed.readUInt8(index) ^ 1, index);
    assert.equal(open(changed.toString('base64url')), null, `byte ${index}`);
  }
  for (const length of [0, 1, 27, sealed.length - 1])
    assert.equal(open(sealed.subarray(0, length).toString('base64url')), null, `${length} bytes`);
});
