import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BusyError, WorkLimit } from './work-limit.js';

/** Tasks that run until the test ends them. */
function heldTasks() {
  const started: { end(): void; fail(error: Error): void }[] = [];
  const task = () =>
    new Promise<number>((resolve, reject) => {
      const number = started.length;
      started.push({
        end: () => {
          resolve(number);
        },
        fail: reject,
      });
    });
  return { started, task };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

test('two tasks run at once, and the others wait for their turn', async () => {
  const limit = new WorkLimit({ running: 2, waiting: 3 });
  const { started, task } = heldTasks();
  const results = [1, 2, 3, 4].map(() => limit.run(task));
  await settled();
  assert.equal(started.length, 2);
  started[1]?.end();
  assert.equal(await results[1], 1);
  await settled();
  assert.equal(started.length, 3);
  started[0]?.end();
  await results[0];
  await settled();
  started[2]?.end();
  started[3]?.end();
  assert.deepEqual(await Promise.all(results), [0, 1, 2, 3]);
});

test('a task is refused when too many wait, and accepted again when there is room', async () => {
  const limit = new WorkLimit({ running: 1, waiting: 1 });
  const { started, task } = heldTasks();
  const results = [limit.run(task), limit.run(task)];
  await assert.rejects(limit.run(task), BusyError);
  await settled();
  started[0]?.end();
  await results[0];
  await settled();
  const late = limit.run(task);
  started[1]?.end();
  await results[1];
  await settled();
  started[2]?.end();
  assert.equal(await late, 2);
});

test('a task that fails makes room for the next one', async () => {
  const limit = new WorkLimit({ running: 1, waiting: 1 });
  const { started, task } = heldTasks();
  const results = [limit.run(task), limit.run(task)];
  await settled();
  started[0]?.fail(new Error('broken'));
  await assert.rejects(results[0] ?? Promise.resolve(), /broken/);
  await settled();
  started[1]?.end();
  assert.equal(await results[1], 1);
});
