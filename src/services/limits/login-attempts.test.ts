import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createKeyHash } from './key-hash.js';
import type { KnownNetworks } from './known-networks.js';
import { createLimiter } from './limiter.js';
import { createLoginAttempts } from './login-attempts.js';
import { MemoryLimitStore } from './memory-limit-store.js';

const MINUTE_MS = 60_000;

interface Source {
  /** The address of attempt number `i`. */
  address?: (i: number) => string;
  /** The username of attempt number `i`. */
  username?: (i: number) => string;
}

/** Login attempts whose state is in memory; tests/integration/limits.test.ts tests those in the database. */
function start() {
  const clock = { now: 0 };
  const now = () => clock.now;
  const store = new MemoryLimitStore(now);
  const limiter = createLimiter({ store, hash: createKeyHash('key'), now });
  const attempts = createLoginAttempts(limiter, knownNetworksInMemory());

  return {
    clock,
    attempts,
    /** Makes `times` attempts and counts those that are allowed. All come from one address for one account by default. */
    async countAllowed(
      times: number,
      { address = () => '192.0.2.1', username = () => 'ann' }: Source = {},
    ): Promise<number> {
      let allowed = 0;
      for (let i = 0; i < times; i += 1)
        if ((await attempts.begin(address(i), username(i))).allowed) allowed += 1;
      return allowed;
    },
    async isAllowed(address: string, username: string): Promise<boolean> {
      return (await attempts.begin(address, username)).allowed;
    },
    async succeed(address: string, username: string): Promise<boolean> {
      const attempt = await attempts.begin(address, username);
      if (attempt.allowed) await attempt.succeeded();
      return attempt.allowed;
    },
  };
}

function knownNetworksInMemory(): KnownNetworks {
  const known = new Set<string>();
  return {
    of: async (account) => ({
      has: (network) => known.has(`${account} ${network}`),
      add: async (network) => void known.add(`${account} ${network}`),
    }),
    forget: async () => undefined,
  };
}

/** An address for each number up to 65,536, all in different networks. */
const addressNumber = (i: number) => `10.${i >> 8}.${i & 255}.1`;

test('one address may try ten passwords of an account; then the delay doubles with each failure', async () => {
  const { clock, attempts, countAllowed } = start();
  assert.equal(await countAllowed(15), 10);
  const delays: number[] = [];
  for (let i = 0; i < 12; i += 1) {
    const refused = await attempts.begin('192.0.2.1', 'ann');
    assert.ok(!refused.allowed);
    delays.push(Math.round(refused.retryAfterMs / 1_000));
    clock.now += refused.retryAfterMs - 1;
    assert.equal(await countAllowed(5), 0, 'one millisecond too early');
    clock.now += 1;
    assert.equal(await countAllowed(5), 1);
  }
  assert.deepEqual(delays.slice(0, 5), [1, 2, 4, 8, 16]);
  assert.ok(
    delays.slice(5).every((delay, i) => delay > (delays[i + 4] ?? 0) && delay <= 15 * 60),
    delays.join(),
  );
});

test('time forgets the failures: after two and a half hours, all ten passwords are free again', async () => {
  const { clock, countAllowed } = start();
  await countAllowed(15);
  clock.now += 15 * MINUTE_MS;
  assert.equal(await countAllowed(5), 1, 'one failure is forgotten');
  clock.now += 150 * MINUTE_MS;
  assert.equal(await countAllowed(15), 10);
});

test('the right password ends the delay of its network', async () => {
  const { clock, countAllowed, succeed } = start();
  await countAllowed(15);
  assert.equal(await succeed('192.0.2.1', 'ann'), false);
  clock.now += 1_000;
  assert.equal(await succeed('192.0.2.1', 'ann'), true);
  clock.now += 9.5 * MINUTE_MS;
  assert.equal(await countAllowed(15), 10);
});

test('an attempt that is refused does not make the wait longer', async () => {
  const { clock, attempts, countAllowed } = start();
  await countAllowed(10);
  clock.now += 400;
  await countAllowed(100);
  const refused = await attempts.begin('192.0.2.1', 'ann');
  assert.ok(!refused.allowed);
  assert.ok(refused.retryAfterMs <= 600, String(refused.retryAfterMs));
});

test('case and spaces in the username make no difference', async () => {
  const { countAllowed } = start();
  assert.equal(await countAllowed(20, { username: (i) => (i % 2 ? ' Ann' : 'aNN ') }), 10);
});

test('failures from one address do not block the account from another address', async () => {
  const { clock, countAllowed, isAllowed } = start();
  await countAllowed(1_000);
  assert.ok(await isAllowed('192.0.2.2', 'ann'));
  for (let i = 0; i < 1_000; i += 1) {
    clock.now += MINUTE_MS / 2;
    await isAllowed('192.0.2.1', 'ann');
  }
  assert.ok(await isAllowed('192.0.2.2', 'ann'));
});

test('an attempt that is refused for one account costs the other accounts of the address nothing', async () => {
  const { countAllowed, isAllowed } = start();
  await countAllowed(1_000);
  assert.ok(await isAllowed('192.0.2.1', 'bob'));
});

test('many addresses together may try one hundred passwords of an account, and then the delay grows', async () => {
  const { clock, attempts, countAllowed } = start();
  assert.equal(await countAllowed(300, { address: addressNumber }), 100);
  const delays: number[] = [];
  for (let i = 0; i < 5; i += 1) {
    const refused = await attempts.begin(addressNumber(1_000 + i), 'ann');
    assert.ok(!refused.allowed);
    delays.push(Math.round(refused.retryAfterMs / 1_000));
    clock.now += refused.retryAfterMs;
    assert.equal(await countAllowed(50, { address: (n) => addressNumber(2_000 + 50 * i + n) }), 1);
  }
  assert.deepEqual(delays, [1, 2, 4, 8, 16]);
});

test('many addresses cannot keep an account from a network where its owner has logged in before', async () => {
  const { clock, countAllowed, isAllowed, succeed } = start();
  await succeed('2001:db8:0:1::1', 'ann');
  await countAllowed(300, { address: addressNumber });
  assert.equal(await isAllowed('2001:db8:0:2::1', 'ann'), false);
  for (let i = 0; i < 20; i += 1) {
    clock.now += MINUTE_MS;
    await countAllowed(10, { address: addressNumber });
    assert.ok(await succeed('2001:db8:0:1::2', 'Ann'), `minute ${i}`);
  }
});

test('a network where an account was created counts as one where its owner has logged in', async () => {
  const { attempts, countAllowed, isAllowed } = start();
  await attempts.remember('192.0.2.77', 'Ann');
  await countAllowed(300, { address: addressNumber });
  assert.ok(await isAllowed('192.0.2.77', 'ann'));
});

test('a known network may try ten passwords of the account too, and not more', async () => {
  const { attempts, countAllowed } = start();
  await attempts.remember('192.0.2.1', 'ann');
  assert.equal(await countAllowed(300), 10);
});

test('made-up usernames do not renew the attempts that are left for an account', async () => {
  const { countAllowed, isAllowed } = start();
  await countAllowed(300, { address: addressNumber });
  const junk = {
    address: (i: number) => addressNumber(1_000 + (i >> 5)),
    username: (i: number) => `junk${i}`,
  };
  assert.equal(await countAllowed(15_000, junk), 15_000);
  assert.equal(await isAllowed('192.0.2.2', 'ann'), false);
});

test('one address may try sixty passwords of many accounts, and then six a minute', async () => {
  const { clock, countAllowed } = start();
  const username = (i: number) => `user${i}`;
  assert.equal(await countAllowed(300, { username }), 60);
  clock.now += MINUTE_MS;
  assert.equal(await countAllowed(300, { username: (i) => `other${i}` }), 6);
});

test('all addresses of one IPv6 network count as one', async () => {
  for (const address of [(i: number) => `2001:db8:0:1::${i}`, (i: number) => `2001:db8:0:1:${i}:2:3:4`]) {
    const { countAllowed } = start();
    assert.equal(await countAllowed(20, { address }), 10);
  }
  const { countAllowed } = start();
  assert.equal(await countAllowed(20, { address: (i) => `2001:db8:0:${i + 1}::1` }), 20);
});

test('an attempt with the right password costs the address a twentieth of a wrong one, and the account nothing', async () => {
  const { clock, succeed } = start();
  const count = async (times: number) => {
    let allowed = 0;
    for (let i = 0; i < times; i += 1) if (await succeed('192.0.2.1', 'ann')) allowed += 1;
    return allowed;
  };
  assert.equal(Math.round((await count(2_000)) / 10), 118);
  clock.now += MINUTE_MS;
  assert.equal(Math.round((await count(2_000)) / 10), 12);
});

test('attempts with the right password do not use up the attempts of other networks', async () => {
  const { isAllowed, succeed } = start();
  for (let i = 0; i < 1_000; i += 1) await succeed(addressNumber(i), 'ann');
  assert.ok(await isAllowed('192.0.2.1', 'ann'));
});

test('an attempt whose password the server could not compare costs nothing', async () => {
  const { attempts } = start();
  for (let i = 0; i < 1_000; i += 1) {
    const attempt = await attempts.begin('192.0.2.1', 'ann');
    assert.ok(attempt.allowed);
    await attempt.cancelled();
  }
});
