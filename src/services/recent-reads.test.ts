import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RecentReads } from './recent-reads.js';

function countedReads() {
  const counter = { changes: 0 };
  return { counter, reads: new RecentReads<string>(() => counter.changes) };
}

test('a value is remembered until a change begins', () => {
  const { counter, reads } = countedReads();
  reads.set('a', 'first', counter.changes);
  assert.equal(reads.get('a'), 'first');
  assert.equal(reads.get('b'), undefined);
  counter.changes += 1;
  assert.equal(reads.get('a'), undefined);
});

test('a value that was read during a change is forgotten when the change ends', () => {
  const { counter, reads } = countedReads();
  counter.changes += 1; // the change begins
  reads.set('a', 'perhaps old', counter.changes);
  counter.changes += 1; // the change ends
  assert.equal(reads.get('a'), undefined);
});

test('a read that a change has overtaken is not remembered, and old values do not come back', () => {
  const { counter, reads } = countedReads();
  reads.set('a', 'old', counter.changes);
  const asOf = counter.changes;
  counter.changes += 2;
  reads.set('c', 'new', counter.changes);
  reads.set('b', 'old', asOf);
  assert.deepEqual([reads.get('a'), reads.get('b'), reads.get('c')], [undefined, undefined, 'new']);
});

test('only the latest values are remembered', () => {
  const { reads } = countedReads();
  for (let key = 0; key <= 5_000; key++) reads.set(String(key), 'value', 0);
  assert.deepEqual([reads.get('0'), reads.get('1'), reads.get('5000')], [undefined, 'value', 'value']);
});
