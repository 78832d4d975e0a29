import assert from 'node:assert/strict';
import { test } from 'node:test';
import { KeyedQueue } from './keyed-queue.js';

test('a task waits for all earlier tasks that share a key with it, and for no other', async () => {
  const queue = new KeyedQueue();
  const steps: string[] = [];
  let open: () => void = () => undefined;
  const gate = new Promise<void>((resolve) => (open = resolve));
  const note = (step: string) => async () => void steps.push(step);
  const first = queue.run(['a', 'b'], async () => {
    await gate;
    steps.push('first');
    throw new Error('failed');
  });
  const second = queue.run(['b', 'c'], note('second'));
  const third = queue.run(['c', 'a'], note('third'));
  await queue.run(['d'], note('other key'));
  assert.deepEqual(steps, ['other key']);
  open();
  await assert.rejects(first, /failed/);
  await Promise.all([second, third]);
  assert.deepEqual(steps, ['other key', 'first', 'second', 'third']);
});
