import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import { CarryWatch, type WatchedPath } from './carry-watch.js';

const GRANTED = 300_000;

test('lets the browser probe a path that seems to be narrow, for the time of one measurement', async (t) => {
  mock.timers.enable({ apis: ['setInterval'] });
  t.after(() => {
    mock.timers.reset();
  });
  let available = 400_000;
  let changes = 0;
  const peer = {
    getStats: () =>
      Promise.resolve(
        new Map([['path', { type: 'candidate-pair', nominated: true, availableOutgoingBitrate: available }]]),
      ),
  } as unknown as WatchedPath['peer'];
  const watch = new CarryWatch(() => (changes += 1));
  const measure = async (times: number) => {
    for (let count = 0; count < times; count += 1) {
      mock.timers.tick(500);
      await new Promise(setImmediate);
    }
  };
  watch.follow([{ peer, granted: GRANTED, isSettled: true }]);
  await measure(7);
  assert.deepEqual([watch.mustGrow(peer), watch.needsProbe(peer), changes], [true, false, 0]);
  await measure(1);
  assert.deepEqual([watch.needsProbe(peer), changes], [true, 1]);
  await measure(1);
  assert.deepEqual([watch.needsProbe(peer), changes], [false, 2]);

  available = 1_000_000;
  await measure(2);
  assert.deepEqual([watch.carries(peer), watch.needsProbe(peer), changes], [true, false, 3]);
});

test('gives what it has read to others for less than half a second', async (t) => {
  mock.timers.enable({ apis: ['setInterval'] });
  let now = 1_000;
  mock.method(performance, 'now', () => now);
  t.after(() => {
    mock.timers.reset();
    mock.restoreAll();
  });
  const report = new Map();
  const peer = { getStats: () => Promise.resolve(report) } as unknown as WatchedPath['peer'];
  const watch = new CarryWatch(() => undefined);
  watch.follow([{ peer, granted: GRANTED, isSettled: true }]);
  assert.equal(watch.recentStats(peer), null);
  mock.timers.tick(500);
  assert.equal(await watch.recentStats(peer), report);
  now += 460;
  assert.equal(watch.recentStats(peer), null);
});
