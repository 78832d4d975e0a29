import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createAdminClaim } from './admin-claim.js';

const nothing = () => Promise.resolve();

test('nothing is accepted before a token is issued', async () => {
  const claim = createAdminClaim(() => 0);
  assert.equal(claim.accepts(''), false);
  assert.equal(await claim.use('', nothing), false);
});

test('a new token ends the previous one', async () => {
  const claim = createAdminClaim(() => 0);
  const [first, second] = [claim.issue(), claim.issue()];
  assert.deepEqual([claim.accepts(first), claim.accepts(second)], [false, true]);
  assert.equal(await claim.use(first, nothing), false);
  assert.equal(await claim.use(second, nothing), true);
});

test('a second use that begins before the first one has ended is refused', async () => {
  const claim = createAdminClaim(() => 0);
  const token = claim.issue();
  let appointed = 0;
  const appoint = async () => {
    await nothing();
    appointed += 1;
  };
  assert.deepEqual(await Promise.all([claim.use(token, appoint), claim.use(token, appoint)]), [true, false]);
  assert.equal(appointed, 1);
});

test('a token works again if the database failed', async () => {
  const claim = createAdminClaim(() => 0);
  const token = claim.issue();
  const failing = () => Promise.reject(new Error('no disk'));
  await assert.rejects(claim.use(token, failing), /no disk/);
  assert.equal(await claim.use(token, nothing), true);
  assert.equal(await claim.use(token, nothing), false);
});
