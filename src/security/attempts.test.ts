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
  const results = Array.from({ length: times }, (_, i) => attempts.take(address(i), username(i)));
  return results.filter(Boolean).length;
}

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
  const attempts = createLoginAttempts(() => 0);
  countAllowed(attempts, 50);
  assert.equal(attempts.take('192.0.2.2', 'ann'), true);
});

test('many addresses together may try one hundred passwords of an account', () => {
  const attempts = createLoginAttempts(() => 0);
  assert.equal(countAllowed(attempts, 300, { address: (i) => `192.0.2.${i}` }), 100);
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

test('attempts with the right password are not limited', () => {
  const attempts = createLoginAttempts(() => 0);
  for (let i = 0; i < 1_000; i += 1) {
    assert.equal(attempts.take('192.0.2.1', 'ann'), true);
    attempts.forgive('192.0.2.1', 'ann');
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
