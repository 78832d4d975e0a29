import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createLoginAttempts, createRegistrations } from './attempts.js';
import type { LoginAttempts } from './attempts.js';

const MINUTE_MS = 60_000;

interface Source {
  /** The address of attempt number `i`. */
  address?: (i: number) => string;
  /** The username of attempt number `i`. */
  username?: (i: number) => string;
}

/** Makes `times` attempts and counts those that are allowed. All come from one address for one account by default. */
function countAllowed(
  attempts: LoginAttempts,
  times: number,
  { address = () => '192.0.2.1', username = () => 'ann' }: Source = {},
): number {
  const results = Array.from({ length: times }, (_, i) => attempts.begin(address(i), username(i)));
  return results.filter((attempt) => attempt !== null).length;
}

/** An address for each number up to 65,536, all in different networks. */
const addressNumber = (i: number) => `10.${i >> 8}.${i & 255}.1`;

test('one address may try ten passwords of an account, and then one a minute', () => {
  let now = 0;
  const attempts = createLoginAttempts(() => now);
  assert.equal(countAllowed(attempts, 15), 10);
  now += MINUTE_MS;
  assert.equal(countAllowed(attempts, 5), 1);
});

test('case and spaces in the username make no difference', () => {
  const attempts = createLoginAttempts(() => 0);
  assert.equal(countAllowed(attempts, 20, { username: (i) => (i % 2 ? ' Ann' : 'aNN ') }), 10);
});

test('failures from one address do not block the account from another address', () => {
  let now = 0;
  const attempts = createLoginAttempts(() => now);
  countAllowed(attempts, 1_000);
  assert.ok(attempts.begin('192.0.2.2', 'ann'));
  for (let i = 0; i < 100; i += 1) {
    now += MINUTE_MS / 2;
    attempts.begin('192.0.2.1', 'ann');
  }
  assert.ok(attempts.begin('192.0.2.2', 'ann'));
});

test('an attempt that is refused for one account costs the other accounts of the address nothing', () => {
  const attempts = createLoginAttempts(() => 0);
  countAllowed(attempts, 1_000);
  assert.ok(attempts.begin('192.0.2.1', 'bob'));
});

test('many addresses together may try one hundred passwords of an account', () => {
  const attempts = createLoginAttempts(() => 0);
  assert.equal(countAllowed(attempts, 300, { address: addressNumber }), 100);
});

test('many addresses cannot keep an account from a network where its owner has logged in before', () => {
  let now = 0;
  const attempts = createLoginAttempts(() => now);
  attempts.begin('2001:db8:0:1::1', 'ann')?.succeeded();
  countAllowed(attempts, 300, { address: addressNumber });
  assert.equal(attempts.begin('2001:db8:0:2::1', 'ann'), null);
  for (let i = 0; i < 20; i += 1) {
    now += MINUTE_MS;
    countAllowed(attempts, 10, { address: addressNumber });
    assert.ok(attempts.begin('2001:db8:0:1::2', 'Ann'), `minute ${i}`);
  }
});

test('a network where an account was created counts as one where its owner has logged in', () => {
  const attempts = createLoginAttempts(() => 0);
  attempts.remember('192.0.2.77', 'Ann');
  countAllowed(attempts, 300, { address: addressNumber });
  assert.ok(attempts.begin('192.0.2.77', 'ann'));
});

test('a known network may try ten passwords of the account too, and not more', () => {
  const attempts = createLoginAttempts(() => 0);
  attempts.remember('192.0.2.1', 'ann');
  assert.equal(countAllowed(attempts, 300), 10);
});

test('an account that logs in from very many networks does not make the server forget those of others', () => {
  const attempts = createLoginAttempts(() => 0);
  attempts.remember('192.0.2.77', 'ann');
  for (let i = 0; i < 20_000; i += 1) attempts.remember(addressNumber(i), 'eve');
  countAllowed(attempts, 300, { address: addressNumber });
  assert.ok(attempts.begin('192.0.2.77', 'ann'));
});

test('made-up usernames do not renew the attempts that are left for an account', () => {
  const attempts = createLoginAttempts(() => 0);
  countAllowed(attempts, 300, { address: addressNumber });
  const junk = {
    address: (i: number) => addressNumber(1_000 + (i >> 5)),
    username: (i: number) => `junk${i}`,
  };
  assert.equal(countAllowed(attempts, 15_000, junk), 15_000);
  assert.equal(attempts.begin('192.0.2.2', 'ann'), null);
});

test('one address may try sixty passwords of many accounts', () => {
  const attempts = createLoginAttempts(() => 0);
  assert.equal(countAllowed(attempts, 300, { username: (i) => `user${i}` }), 60);
});

test('all addresses of one IPv6 network count as one', () => {
  for (const address of [(i: number) => `2001:db8:0:1::${i}`, (i: number) => `2001:db8:0:1:${i}:2:3:4`]) {
    const attempts = createLoginAttempts(() => 0);
    assert.equal(countAllowed(attempts, 20, { address }), 10);
  }
  const attempts = createLoginAttempts(() => 0);
  assert.equal(countAllowed(attempts, 20, { address: (i) => `2001:db8:0:${i + 1}::1` }), 20);
});

test('an attempt with the right password costs the address a twentieth of a wrong one, and the account nothing', () => {
  let now = 0;
  const attempts = createLoginAttempts(() => now);
  const logIn = () => {
    const attempt = attempts.begin('192.0.2.1', 'ann');
    attempt?.succeeded();
    return attempt !== null;
  };
  const count = (times: number) => Array.from({ length: times }, logIn).filter(Boolean).length;
  assert.equal(Math.round(count(2_000) / 10), 118);
  now += MINUTE_MS;
  assert.equal(Math.round(count(2_000) / 10), 12);
});

test('attempts with the right password do not use up the attempts of other networks', () => {
  const attempts = createLoginAttempts(() => 0);
  for (let i = 0; i < 1_000; i += 1) attempts.begin(addressNumber(i), 'ann')?.succeeded();
  assert.ok(attempts.begin('192.0.2.1', 'ann'));
});

test('an attempt whose password the server could not compare costs nothing', () => {
  const attempts = createLoginAttempts(() => 0);
  for (let i = 0; i < 1_000; i += 1) {
    const attempt = attempts.begin('192.0.2.1', 'ann');
    assert.ok(attempt);
    attempt.cancelled();
  }
});

test('one address may create one hundred accounts at once, and then one a second', () => {
  let now = 0;
  const registrations = createRegistrations(() => now);
  const countCreated = () =>
    Array.from({ length: 150 }, () => registrations.take('192.0.2.1')).filter(Boolean).length;
  assert.equal(countCreated(), 100);
  assert.equal(registrations.take('192.0.2.2'), true);
  now += 10_000;
  assert.equal(countCreated(), 10);
});
