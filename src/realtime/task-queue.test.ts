import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TaskQueue } from './task-queue.js';

test('tasks of one key run in order, and a failed one does not stop the next', async () => {
  const queue = new TaskQueue();
  const steps: string[] = [];
  let open: () => void = () => undefined;
  const gate = new Promise<void>((resolve) => (open = resolve));
  const first = queue.run('a', async () => {
    await gate;
    steps.push('first');
    throw new Error('failed');
  });
  const second = queue.run('a', async () => {
    steps.push('second');
  });
  await queue.run('b', async () => {
    steps.push('other key');
  });
  open();
  await assert.rejects(first, /failed/);
  await second;
  assert.deepEqual(steps, ['other key', 'first', 'second']);
});
