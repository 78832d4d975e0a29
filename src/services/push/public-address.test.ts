import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createPublicLookup, isPublicAddress } from './public-address.js';

test('private, local and special addresses are not public', () => {
  const refused = [
    ...['0.0.0.0', '10.1.2.3', '100.64.0.1', '127.0.0.1', '127.9.9.9', '169.254.169.254', '172.16.0.1'],
    ...['172.31.255.255', '192.168.1.1', '198.18.0.1', '224.0.0.1', '240.0.0.1', '255.255.255.255'],
    ...['::', '::1', 'fe80::1', 'fc00::1', 'fd12:3456::1', 'ff02::1', '::ffff:127.0.0.1', '::ffff:8.8.8.8'],
    ...['::ffff:7f00:1', '64:ff9b::7f00:1', '2002:7f00:1::', '2001::1', '2001:db8::1', '::127.0.0.1'],
    ...['', 'localhost', '127.1', '0x7f000001', 'push.example'],
  ];
  for (const address of refused) assert.equal(isPublicAddress(address), false, address);
});

test('addresses of the public internet are public', () => {
  for (const address of [
    '8.8.8.8',
    '172.15.0.1',
    '172.32.0.1',
    '192.167.1.1',
    '223.255.255.255',
    '2a00:1450::1',
  ])
    assert.equal(isPublicAddress(address), true, address);
});

function lookUp(addresses: string[], all: boolean): Promise<unknown> {
  const lookup = createPublicLookup((_hostname, _options, callback) => {
    callback(
      null,
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    );
  });
  return new Promise((resolve, reject) => {
    lookup('push.example', { all }, (error, address) => (error ? reject(error) : resolve(address)));
  });
}

test('a name leads to its public addresses only', async () => {
  const mixed = ['127.0.0.1', '8.8.8.8', '::1', '2a00:1450::1'];
  assert.deepEqual(await lookUp(mixed, true), [
    { address: '8.8.8.8', family: 4 },
    { address: '2a00:1450::1', family: 6 },
  ]);
  assert.equal(await lookUp(mixed, false), '8.8.8.8');
});

test('a name without a public address leads nowhere', async () => {
  for (const all of [true, false]) {
    await assert.rejects(lookUp(['127.0.0.1', '169.254.169.254', 'fd00::1'], all), /no public address/);
    await assert.rejects(lookUp([], all), /no public address/);
  }
});
