import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { GraceTimers } from './grace-timers.js';

function startTimers(t: TestContext) {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const expired: string[] = [];
  const timers = new GraceTimers(100);
  const start = (id: string, note = id) => {
    timers.start(id, () => expired.push(note));
  };
  return { timers, start, expired };
}

test('a grace expires once, after its time', (t) => {
  const { start, expired } = startTimers(t);
  start('ann');
  t.mock.timers.tick(99);
  assert.deepEqual(expired, []);
  t.mock.timers.tick(1_000);
  assert.deepEqual(expired, ['ann']);
});

test('cancelling the grace of one participant does not affect the others', (t) => {
  const { timers, start, expired } = startTimers(t);
  start('ann');
  start('bob');
  timers.cancel('ann');
  t.mock.timers.tick(100);
  assert.deepEqual(expired, ['bob']);
});

test('a second loss starts the grace again', (t) => {
  const { start, expired } = startTimers(t);
  start('ann', 'first');
  t.mock.timers.tick(60);
  start('ann', 'second');
  t.mock.timers.tick(60);
  assert.deepEqual(expired, []);
  t.mock.timers.tick(40);
  assert.deepEqual(expired, ['second']);
});

test('an expired grace can be prolonged', (t) => {
  const { timers, expired } = startTimers(t);
  timers.start('ann', () => {
    timers.start('ann', () => expired.push('ann'));
  });
  t.mock.timers.tick(100);
  assert.deepEqual(expired, []);
  t.mock.timers.tick(100);
  assert.deepEqual(expired, ['ann']);
});

test('after the server has closed the timers, no grace expires', (t) => {
  const { timers, start, expired } = startTimers(t);
  start('ann');
  timers.close();
  t.mock.timers.tick(1_000);
  assert.deepEqual(expired, []);
});
