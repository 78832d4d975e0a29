import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SilentCalls } from './silent-calls.js';

test('a call counts as silent until it has a message', () => {
  const silent = new SilentCalls();
  silent.add('a', silent.changes);
  assert.equal(silent.has('a'), true);
  assert.equal(silent.has('b'), false);
  silent.end('a');
  assert.equal(silent.has('a'), false);
});

test('a read that began before a message was stored does not make its call silent', () => {
  const silent = new SilentCalls();
  const asOf = silent.changes;
  silent.end('a');
  silent.add('a', asOf);
  assert.equal(silent.has('a'), false);
});

test('only the latest calls are remembered', () => {
  const silent = new SilentCalls();
  for (let call = 0; call <= 10_000; call++) silent.add(String(call), 0);
  assert.deepEqual([silent.has('0'), silent.has('1'), silent.has('10000')], [false, true, true]);
});
