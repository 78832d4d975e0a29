import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createLoginAttempts, createRegistrations } from './attempts.js';
import type { Attempts } from './attempts.js';

const MINUTE_MS = 60_000;

/** How many of `times` attempts are allowed. */
function allowed(
  attempts: Attempts,
  times: number,
  address: (i: number) => string,
  username: (i: number) => string,
) {
  return Array.from({ length: times }, (_, i) => attempts.take(address(i), username(i))).filter(Boolean)
    .length;
}

void test('ten passwords of one account may be tried from one address, and then one a minute', () => {
  let now = 0;
  const attempts = createLoginAttempts(() => now);
  assert.equal(
    allowed(
      attempts,
      15,
      () => '192.0.2.1',
      () => 'ann',
    ),
    10,
  );
  now += MINUTE_MS;
  assert.equal(
    allowed(
      attempts,
      5,
      () => '192.0.2.1',
      () => 'ann',
    ),
    1,
  );
});

void test('how a username is written does not matter', () => {
  const attempts = createLoginAttempts(() => 0);
  assert.equal(
    allowed(
      attempts,
      20,
      () => '192.0.2.1',
      (i) => (i % 2 ? ' Ann' : 'aNN '),
    ),
    10,
  );
});

void test('a guesser does not keep the person out who is elsewhere', () => {
  const attempts = createLoginAttempts(() => 0);
  allowed(
    attempts,
    50,
    () => '192.0.2.1',
    () => 'ann',
  );
  assert.equal(attempts.take('192.0.2.2', 'ann'), true);
});

void test('one account can be guessed at from many addresses only so often', () => {
  const attempts = createLoginAttempts(() => 0);
  assert.equal(
    allowed(
      attempts,
      300,
      (i) => `192.0.2.${i}`,
      () => 'ann',
    ),
    100,
  );
});

void test('many accounts can be guessed at from one address only so often', () => {
  const attempts = createLoginAttempts(() => 0);
  assert.equal(
    allowed(
      attempts,
      300,
      () => '192.0.2.1',
      (i) => `user${i}`,
    ),
    60,
  );
});

void test('all addresses of one network of IPv6 are one', () => {
  for (const address of [(i: number) => `2001:db8:0:1::${i}`, (i: number) => `2001:db8:0:1:${i}:2:3:4`]) {
    assert.equal(
      allowed(
        createLoginAttempts(() => 0),
        20,
        address,
        () => 'ann',
      ),
      10,
    );
  }
  const networks = (i: number) => `2001:db8:0:${i + 1}::1`;
  assert.equal(
    allowed(
      createLoginAttempts(() => 0),
      20,
      networks,
      () => 'ann',
    ),
    20,
  );
});

void test('who has the right password may come as often as they like', () => {
  const attempts = createLoginAttempts(() => 0);
  for (let i = 0; i < 1_000; i += 1) {
    assert.equal(attempts.take('192.0.2.1', 'ann'), true);
    attempts.forgive('192.0.2.1', 'ann');
  }
});

void test('accounts are made from one address only so fast', () => {
  let now = 0;
  const registrations = createRegistrations(() => now);
  const made = () =>
    Array.from({ length: 150 }, () => registrations.take('192.0.2.1')).filter(Boolean).length;
  assert.equal(made(), 100);
  assert.equal(registrations.take('192.0.2.2'), true);
  now += 10_000;
  assert.equal(made(), 10);
});
