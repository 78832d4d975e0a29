import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createPasskeyLoginAttempts, createSecondFactorAttempts } from './second-factor-attempts.js';

const MINUTE_MS = 60_000;
const USER = '64b7f2c1d2a4e5f601234567';

test('one address may try ten second factors of an account, and then one a minute', async () => {
  let now = 0;
  const attempts = createSecondFactorAttempts(() => now);
  const countAllowed = async () => {
    const results = await Promise.all(Array.from({ length: 15 }, () => attempts.begin(USER, '192.0.2.1')));
    return results.filter((attempt) => attempt !== null).length;
  };
  assert.equal(await countAllowed(), 10);
  now += MINUTE_MS;
  assert.equal(await countAllowed(), 1);
  assert.ok(await attempts.begin(USER, '192.0.2.2'), 'another address is not affected');
  assert.ok(await attempts.begin(USER.replace('7', '8'), '192.0.2.1'), 'another account is not affected');
});

test('a right second factor costs the account nothing', async () => {
  const attempts = createSecondFactorAttempts(() => 0);
  for (let i = 0; i < 100; i += 1) await (await attempts.begin(USER, '192.0.2.1'))?.succeeded();
  assert.ok(await attempts.begin(USER, '192.0.2.1'));
});

test('one network may send sixty wrong passkeys, and then six a minute; right ones cost nothing', async () => {
  let now = 0;
  const attempts = createPasskeyLoginAttempts(() => now);
  for (let i = 0; i < 100; i += 1) await (await attempts.begin('2001:db8::1'))?.succeeded();
  const countAllowed = async () => {
    const results = await Promise.all(Array.from({ length: 99 }, (_, i) => attempts.begin(`2001:db8::${i}`)));
    return results.filter((attempt) => attempt !== null).length;
  };
  assert.equal(await countAllowed(), 60);
  now += MINUTE_MS;
  assert.equal(await countAllowed(), 6);
  assert.ok(await attempts.begin('192.0.2.1'));
});
