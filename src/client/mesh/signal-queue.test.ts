import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { candidate, firstOffer, laterOffer } from '../../../tests/support/fake-peer.js';
import type { Signal } from '../../shared/protocol.js';
import { SignalQueue, type Attempt } from './signal-queue.js';

const answer: Signal = {
  kind: 'description',
  connectionId: 'c',
  offerId: 1,
  isFirst: false,
  description: { type: 'answer', sdp: '' },
};

function queueOf(...signals: Signal[]): SignalQueue {
  const queue = new SignalQueue();
  for (const signal of signals) queue.add(signal);
  return queue;
}

const signalsOf = (attempts: Attempt[]) => attempts.map(({ signal }) => signal);
const [a, b, c] = ['a', 'b', 'c'].map((name) => candidate('c', name)) as [Signal, Signal, Signal];

describe('a queue of signals', () => {
  test('gives out each signal once, in order', () => {
    const queue = queueOf(a, b);
    assert.deepEqual(signalsOf(queue.take()), [a, b]);
    queue.add(c);
    assert.deepEqual(signalsOf(queue.take()), [c]);
  });

  test('repeats a refused signal and all later ones, in order', () => {
    const queue = queueOf(a, b, c);
    const [first, second] = queue.take();
    assert.ok(first && second);
    queue.delivered(first);
    assert.equal(queue.refused(second), true);
    assert.deepEqual(signalsOf(queue.take()), [b, c]);
  });

  test('ignores the late result of an earlier attempt', () => {
    const queue = queueOf(a, b);
    const [first, second] = queue.take();
    assert.ok(first && second);
    queue.refused(first);
    assert.equal(queue.refused(second), false);
    queue.delivered(second);
    assert.deepEqual(signalsOf(queue.take()), [a, b]);
  });

  test('repeats every signal that a lost socket carried', () => {
    const queue = queueOf(a, b);
    queue.take();
    queue.rewind();
    assert.deepEqual(signalsOf(queue.take()), [a, b]);
  });

  test('drops a waiting offer and its candidates when a later offer replaces it', () => {
    const queue = queueOf(firstOffer('c'), a, laterOffer('c'), b);
    assert.deepEqual(signalsOf(queue.take()), [laterOffer('c'), b]);
  });

  test('keeps answers, the candidates before the first offer, and requests', () => {
    const renew: Signal = { kind: 'renew', connectionId: 'c' };
    const all = [a, answer, b, renew, laterOffer('c'), c];
    assert.deepEqual(signalsOf(queueOf(...all).take()), all);
  });

  test('leaves an offer alone that is under way', () => {
    const queue = queueOf(firstOffer('c'));
    const [offer] = queue.take();
    assert.ok(offer);
    queue.add(laterOffer('c'));
    assert.deepEqual(signalsOf(queue.take()), [laterOffer('c')]);
    assert.equal(queue.refused(offer), true);
    assert.deepEqual(signalsOf(queue.take()), [laterOffer('c')]);
  });
});
