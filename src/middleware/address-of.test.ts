import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addressOf } from './address-of.js';

const ADDRESSES: Record<string, string> = {
  '192.0.2.1': '192.0.2.1',
  '2001:db8::1': '2001:db8::1',
  '::ffff:192.0.2.1': '::ffff:192.0.2.1',
  '192.0.2.1:50123': '192.0.2.1',
  '[2001:db8::1]:50123': '2001:db8::1',
  '': 'unknown',
  '192.0.2.1 user=ann': 'unknown',
  '192.0.2:1': 'unknown',
  unix: 'unknown',
};

for (const [ip, address] of Object.entries(ADDRESSES)) {
  test(`the address of a request from ${JSON.stringify(ip)} is ${address}`, () => {
    assert.equal(addressOf({ ip }), address);
  });
}

test('the address of a connection that has closed is unknown', () => {
  assert.equal(addressOf({ ip: undefined }), 'unknown');
});
