import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadConfig } from './config.js';
import { lanAddresses, namesOfMachine } from './lan-addresses.js';
import { addressesOf, selfSignedLines } from './start-messages.js';

const address = (family: 'IPv4' | 'IPv6', value: string, internal = false) =>
  ({ family, address: value, internal, netmask: '', mac: '', cidr: null, scopeid: 0 }) as never;

const interfaces = {
  lo: [address('IPv4', '127.0.0.1', true), address('IPv6', '::1', true)],
  wlan0: [address('IPv6', 'fe80::1'), address('IPv6', 'fd00::7'), address('IPv4', '192.168.1.10')],
  eth0: [address('IPv4', '169.254.3.4')],
};

test('other devices reach the addresses that are neither internal nor of one link', () => {
  assert.deepEqual(lanAddresses(interfaces), ['192.168.1.10', 'fd00::7']);
  assert.deepEqual(namesOfMachine(interfaces, 'attic'), [
    ...['localhost', '127.0.0.1', '::1', 'attic', 'attic.local', '192.168.1.10', 'fd00::7'],
  ]);
  assert.ok(!namesOfMachine(interfaces, 'a strange name').includes('a strange name'));
});

const addresses = (env: Record<string, string>) =>
  addressesOf(loadConfig(env), 3000, lanAddresses(interfaces));

test('the terminal names the addresses that people can open', () => {
  assert.deepEqual(addresses({}), { main: 'http://localhost:3000', others: [] });
  assert.deepEqual(addresses({ HOST: '::1' }), { main: 'http://[::1]:3000', others: [] });
  assert.deepEqual(addresses({ PUBLIC_URL: 'https://example.org/parley', HTTPS: 'self-signed' }), {
    main: 'https://example.org/parley',
    others: [],
  });
  assert.deepEqual(addresses({ HTTPS: 'self-signed' }), {
    main: 'https://localhost:3000',
    others: ['https://192.168.1.10:3000', 'https://[fd00::7]:3000'],
  });
  assert.deepEqual(addresses({ HTTPS: 'self-signed', HOST: '192.168.1.10' }), {
    main: 'https://192.168.1.10:3000',
    others: [],
  });
});

test('a terminal shows the code white on black, and a file gets no colours', () => {
  const lines = selfSignedLines(addresses({ HTTPS: 'self-signed' }), { isTerminal: false });
  assert.match(lines[0] ?? '', /192\.168\.1\.10:3000 or https:\/\/\[fd00::7\]:3000$/);
  const code = lines.filter((line) => /^[█▀▄ ]+$/.test(line));
  assert.ok(code.length >= 13);
  assert.equal(new Set(code.map((line) => line.length)).size, 1, 'the code is a rectangle');
  const coloured = selfSignedLines(addresses({ HTTPS: 'self-signed' }), { isTerminal: true });
  assert.equal(coloured.filter((line) => line.startsWith('\u001B[97;40m')).length, code.length);
});
