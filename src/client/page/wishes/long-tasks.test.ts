import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { countLongTasks } from './long-tasks.js';

const original = globalThis.PerformanceObserver;
afterEach(() => {
  globalThis.PerformanceObserver = original;
});

test('long tasks are added up until they are taken', () => {
  let report: (...durations: number[]) => void = () => undefined;
  let observed: unknown;
  class Observer {
    constructor(callback: (list: { getEntries(): { duration: number }[] }) => void) {
      report = (...durations) => {
        callback({ getEntries: () => durations.map((duration) => ({ duration })) });
      };
    }

    observe(options: unknown): void {
      observed = options;
    }
  }
  globalThis.PerformanceObserver = Observer as unknown as typeof PerformanceObserver;
  const take = countLongTasks();
  assert.deepEqual(observed, { type: 'longtask' });
  report(60, 90);
  report(100);
  assert.equal(take(), 250);
  assert.equal(take(), 0);
});

test('a browser that reports no long tasks has none', () => {
  globalThis.PerformanceObserver = class {
    observe(): void {
      throw new TypeError('unknown type');
    }
  } as unknown as typeof PerformanceObserver;
  assert.equal(countLongTasks()(), 0);
});
