import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach, describe, test } from 'node:test';
import mongoose from 'mongoose';
import { openDatabase } from '../../src/database.js';
import { KnownNetworksModel } from '../../src/models/known-networks.js';
import { LimitModel } from '../../src/models/limit.js';
import type { Attempt, Quota } from '../../src/services/limits/attempt.js';
import { createLimits } from '../../src/services/limits/limits.js';

const DAY_MS = 24 * 60 * 60 * 1_000;
const clock = { now: 0 };
const failures: unknown[] = [];

/** The limits of one server. All servers of this file use the same database. */
const createServer = (key = 'key') =>
  createLimits({ key, now: () => clock.now, onFailure: (error) => failures.push(error) });

/** An address for each number up to 255, all in different networks. */
const address = (i: number) => `198.51.100.${i}`;

/** Makes `times` attempts one after the other and counts those that are allowed. */
async function countAllowed(times: number, begin: (i: number) => Promise<Attempt>): Promise<number> {
  let allowed = 0;
  for (let i = 0; i < times; i += 1) if ((await begin(i)).allowed) allowed += 1;
  return allowed;
}

async function take(quota: Quota, times: number, key = 'ann'): Promise<number> {
  const taken = await Promise.all(Array.from({ length: times }, () => quota.take(key)));
  return taken.filter(({ allowed }) => allowed).length;
}

async function waitOf(attempt: Promise<Attempt>): Promise<number> {
  const outcome = await attempt;
  return outcome.allowed ? 0 : outcome.retryAfterMs;
}

describe('limits on the embedded database', () => {
  testLimits(async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'parley-'));
    const database = await openDatabase({ dataDir });
    return async () => {
      await database.close();
      await rm(dataDir, { recursive: true, force: true });
    };
  });
});

const mongodb = process.env['TEST_MONGODB_URI'];
describe('limits on MongoDB', { skip: mongodb ? false : 'TEST_MONGODB_URI is not set' }, () => {
  testLimits(async () => {
    const uri = new URL(mongodb ?? '');
    uri.pathname = `/parley-test-${randomUUID()}`;
    const database = await openDatabase({ mongodbUri: uri.href, dataDir: '' });
    return async () => {
      await mongoose.connection.dropDatabase();
      await database.close();
    };
  });
});

function testLimits(open: () => Promise<() => Promise<void>>): void {
  let close: () => Promise<void>;
  before(async () => {
    close = await open();
  });
  after(() => close());
  beforeEach(async () => {
    await LimitModel.deleteMany({});
    await KnownNetworksModel.deleteMany({});
    clock.now = Date.now();
    failures.length = 0;
  });

  test('several servers share a limit, and many attempts at once cannot exceed it', async () => {
    const servers = [createServer(), createServer(), createServer()];
    const taken = await Promise.all(servers.map(({ newMeetings }) => take(newMeetings, 45)));
    assert.equal(taken[0]! + taken[1]! + taken[2]!, 100);
    assert.deepEqual(failures, []);
  });

  test('the delay of a login is the same on another server, and on one that has just started', async () => {
    const first = createServer();
    for (let i = 0; i < 10; i += 1) await first.loginAttempts.begin(address(1), 'ann');
    for (const { loginAttempts } of [first, createServer()])
      assert.equal(await waitOf(loginAttempts.begin(address(1), 'ann')), 1_000);
    clock.now += 1_000;
    assert.ok((await createServer().loginAttempts.begin(address(1), 'ann')).allowed);
    assert.ok((await waitOf(first.loginAttempts.begin(address(1), 'ann'))) > 1_900, 'the delay has doubled');
  });

  test('an attempt that succeeds on one server ends the delay on all', async () => {
    const [first, second] = [createServer(), createServer()];
    for (let i = 0; i < 11; i += 1) await first.loginAttempts.begin(address(1), 'ann');
    clock.now += 1_000;
    const attempt = await second.loginAttempts.begin(address(1), 'ann');
    assert.ok(attempt.allowed);
    await attempt.succeeded();
    assert.equal(await countAllowed(9, () => first.loginAttempts.begin(address(1), 'ann')), 9);
  });

  test('an attempt that ends after its records have expired does not create them again', async () => {
    const { loginAttempts } = createServer();
    const attempts = [
      await loginAttempts.begin(address(1), 'ann'),
      await loginAttempts.begin(address(1), 'ann'),
    ];
    await LimitModel.deleteMany({});
    for (const attempt of attempts) if (attempt.allowed) await attempt.cancelled();
    assert.deepEqual(await LimitModel.find().lean(), []);
    assert.deepEqual(failures, []);
  });

  test('a refused attempt writes nothing', async () => {
    const { loginAttempts, newMeetings } = createServer();
    await countAllowed(10, () => loginAttempts.begin(address(1), 'ann'));
    await take(newMeetings, 100);
    const before = await LimitModel.find().sort({ _id: 1 }).lean();
    clock.now += 10;
    assert.equal(await countAllowed(20, () => loginAttempts.begin(address(1), 'ann')), 0);
    assert.equal(await take(newMeetings, 20), 0);
    assert.deepEqual(await LimitModel.find().sort({ _id: 1 }).lean(), before);
  });

  test('one network that makes up usernames stores a bounded number of records, and all of them expire', async () => {
    const { loginAttempts } = createServer();
    assert.equal(await countAllowed(300, (i) => loginAttempts.begin(address(1), `junk${i}`)), 60);
    const records = await LimitModel.find().lean();
    assert.equal(records.length, 1 + 2 * 60);
    const lifetimes = records.map(({ expiresAt }) => expiresAt.getTime() - clock.now);
    assert.ok(Math.max(...lifetimes) <= 15 * 60_000, String(Math.max(...lifetimes)));
    assert.ok(Math.min(...lifetimes) > 0);
  });

  test('a record that has expired counts no more, even if the database has not removed it yet', async () => {
    const { loginAttempts } = createServer();
    await countAllowed(10, () => loginAttempts.begin(address(1), 'ann'));
    clock.now += 10 * 15 * 60_000;
    assert.equal(await countAllowed(15, () => loginAttempts.begin(address(1), 'ann')), 10);
  });

  test('the database contains no username, address or id, and another key gives other hashes', async () => {
    const dump = async () => {
      const all = [...(await LimitModel.find().lean()), ...(await KnownNetworksModel.find().lean())];
      return JSON.stringify(all);
    };
    const use = async ({
      loginAttempts,
      passcodeAttempts,
      secondFactorAttempts,
      newMeetings,
    }: typeof one) => {
      const attempt = await loginAttempts.begin('192.0.2.77', 'zora');
      if (attempt.allowed) await attempt.succeeded();
      await passcodeAttempts.begin({ personId: 'person5', address: '192.0.2.77', meetingId: 'meeting5' });
      await secondFactorAttempts.begin('user5', '192.0.2.77');
      await newMeetings.take('user5');
    };
    const one = createServer();
    await use(one);
    const stored = await dump();
    assert.ok(stored.length > 500);
    assert.doesNotMatch(stored, /zora|192\.0|person5|meeting5|user5|meetings|logins/);
    const ids = new Set((await LimitModel.find().lean()).map(({ _id }) => _id));
    await LimitModel.deleteMany({});
    await use(createServer('another key'));
    const others = (await LimitModel.find().lean()).map(({ _id }) => _id);
    assert.equal(others.length, ids.size);
    assert.ok(others.every((id) => !ids.has(id)));
  });

  test('a network where the owner has logged in stays known on every server, for 90 days', async () => {
    await createServer().loginAttempts.remember(address(1), 'Ann');
    const isKnown = async () => {
      await LimitModel.deleteMany({});
      const { loginAttempts } = createServer();
      await countAllowed(100, (i) => loginAttempts.begin(address(i + 2), 'ann'));
      return (await loginAttempts.begin(address(1), 'ann')).allowed;
    };
    assert.equal(await isKnown(), true);
    clock.now += 89 * DAY_MS;
    assert.equal(await isKnown(), true);
    clock.now += DAY_MS;
    assert.equal(await isKnown(), false);
  });

  test('an account has at most eight known networks, and a new one replaces the oldest', async () => {
    const { loginAttempts } = createServer();
    for (let i = 1; i <= 20; i += 1) await loginAttempts.remember(address(i), 'ann');
    await loginAttempts.remember(address(1), 'bob');
    const records = await KnownNetworksModel.find().lean();
    assert.deepEqual(records.map(({ networks }) => networks.length).sort(), [1, 8]);
    await countAllowed(100, (i) => loginAttempts.begin(address(i + 100), 'ann'));
    assert.ok((await loginAttempts.begin(address(20), 'ann')).allowed);
    assert.ok((await loginAttempts.begin(address(13), 'ann')).allowed);
    assert.ok(!(await loginAttempts.begin(address(12), 'ann')).allowed);
  });

  test('frequent logins from a known network write its record once a day, and a new login prolongs it', async () => {
    const { loginAttempts } = createServer();
    const record = async () => (await KnownNetworksModel.findOne().lean())?.networks;
    await loginAttempts.remember(address(1), 'ann');
    const first = await record();
    clock.now += DAY_MS - 1;
    await loginAttempts.remember(address(1), 'ann');
    assert.deepEqual(await record(), first);
    clock.now += 1;
    await loginAttempts.remember(address(1), 'ann');
    assert.notDeepEqual(await record(), first);
  });

  test('the networks of a deleted account are forgotten', async () => {
    const { loginAttempts } = createServer();
    await loginAttempts.remember(address(1), 'Ann');
    await loginAttempts.forget('ann');
    assert.equal(await KnownNetworksModel.countDocuments({}), 0);
  });

  test('passcodes are limited by person, by network and by meeting, with a growing delay', async () => {
    const { passcodeAttempts } = createServer();
    const begin = (person: number, network: number, meetingId = 'daily') =>
      passcodeAttempts.begin({ personId: `guest${person}`, address: address(network), meetingId });
    assert.equal(await countAllowed(10, () => begin(1, 1)), 5);
    assert.equal(await waitOf(begin(1, 2)), 1_000, 'the person has to wait in another network too');
    assert.equal(await countAllowed(30, (i) => begin(100 + i, 1)), 15, 'twenty per network');
    assert.ok((await begin(1, 1, 'weekly')).allowed, 'another meeting has its own limits');
    assert.equal(await countAllowed(200, (i) => begin(200 + i, 3 + i)), 80, 'a hundred per meeting');
    clock.now += 1_000;
    const right = await begin(500, 240);
    assert.ok(right.allowed);
    await right.succeeded();
    assert.equal(await countAllowed(2, () => begin(501, 241)), 1, 'the right passcode leaves no delay');
  });

  test('second factors are limited by network and by user, with a growing delay', async () => {
    const { secondFactorAttempts } = createServer();
    assert.equal(await countAllowed(10, () => secondFactorAttempts.begin('ann', address(1))), 5);
    assert.equal(await waitOf(secondFactorAttempts.begin('ann', address(1))), 1_000);
    assert.equal(await countAllowed(30, (i) => secondFactorAttempts.begin('ann', address(2 + i))), 15);
    assert.ok((await secondFactorAttempts.begin('bob', address(1))).allowed);
    clock.now += 1_000;
    const right = await secondFactorAttempts.begin('ann', address(1));
    assert.ok(right.allowed);
    await right.succeeded();
  });

  test('registrations and guests are limited by network, and a refusal names the wait', async () => {
    const { registrations, guestSessions } = createServer();
    assert.equal(await take(registrations, 150, address(1)), 100);
    assert.deepEqual(await registrations.take(address(1)), { allowed: false, retryAfterMs: 1_000 });
    assert.equal((await registrations.take(address(2))).allowed, true);
    assert.equal(await take(guestSessions, 100, '2001:db8::1'), 60);
    assert.deepEqual(await guestSessions.take('2001:db8::2'), { allowed: false, retryAfterMs: 10_000 });
    clock.now += 10_000;
    assert.equal(await take(registrations, 150, address(1)), 10);
    assert.equal(await take(guestSessions, 100, '2001:db8::1'), 1);
  });

  test('the limits continue in memory while the database fails', async (t) => {
    const { loginAttempts } = createServer();
    await countAllowed(4, () => loginAttempts.begin(address(1), 'ann'));
    const failing = t.mock.method(LimitModel, 'bulkWrite', () => Promise.reject(new Error('disk full')));
    assert.equal(await countAllowed(20, () => loginAttempts.begin(address(1), 'ann')), 6);
    assert.equal(failures.length, 1);
    assert.equal(await countAllowed(10, () => loginAttempts.begin(address(2), 'bob')), 10);
    failing.mock.restore();
    clock.now += 10_000;
    assert.ok((await loginAttempts.begin(address(1), 'ann')).allowed);
    assert.ok((await LimitModel.find().lean()).some(({ at }) => at === clock.now));
  });
}
