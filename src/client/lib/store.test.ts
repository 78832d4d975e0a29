import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createStore } from './store.js';

test('a listener that throws is reported, and the other listeners and the caller do not notice', () => {
  const errors: unknown[] = [];
  const seen: number[] = [];
  const store = createStore(1, (error) => errors.push(error));
  const failure = new Error('a view cannot draw');
  store.subscribe(() => {
    throw failure;
  });
  store.subscribe((value) => seen.push(value));
  store.set((value) => value + 1);
  assert.deepEqual(seen, [1, 2]);
  assert.deepEqual(errors, [failure, failure]);
});
