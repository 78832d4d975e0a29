import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { candidate, firstOffer } from '../../../tests/support/fake-peer.js';
import { EarlySignals, KEEP_MS, SENDERS_MAX, SIGNALS_MAX } from './early-signals.js';

const offer = firstOffer('c');

describe('early signals', () => {
  test('are handed over once, in order', () => {
    const early = new EarlySignals();
    early.keep('ann', offer, 0);
    early.keep('ben', candidate('other'), 0);
    early.keep('ann', candidate('c'), 1);
    assert.deepEqual(early.take('ann', KEEP_MS - 1), [offer, candidate('c')]);
    assert.deepEqual(early.take('ann', KEEP_MS - 1), []);
  });

  test('are forgotten after a while', () => {
    const early = new EarlySignals();
    early.keep('ann', offer, 0);
    assert.deepEqual(early.take('ann', KEEP_MS), []);
    early.keep('ben', offer, 0);
    early.keep('ben', candidate('c'), KEEP_MS);
    assert.deepEqual(early.take('ben', KEEP_MS), [candidate('c')]);
  });

  test('of one sender are limited', () => {
    const early = new EarlySignals();
    for (let count = 0; count < 1_000; count++) early.keep('ann', offer, 0);
    assert.equal(early.take('ann', 0).length, SIGNALS_MAX);
  });

  test('of many senders are limited, until the earlier ones are forgotten', () => {
    const early = new EarlySignals();
    for (let count = 0; count < 1_000; count++) early.keep(`invented ${String(count)}`, offer, 0);
    assert.equal(early.take(`invented ${String(SENDERS_MAX)}`, 0).length, 0);
    early.keep('ann', offer, KEEP_MS);
    assert.deepEqual(early.take('ann', KEEP_MS), [offer]);
  });
});
