import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CameraSharing } from './camera-sharing.js';
import { cpuMeasurement } from './cpu-measurement.js';
import type { PairStats } from './read-stats.js';

const none = {
  at: 0,
  isHeldBackByCpu: false,
  encodeSeconds: 0,
  framesDropped: 0,
  framesDecoded: 0,
} as PairStats;
const pair = (before: Partial<PairStats>, after: Partial<PairStats>) => ({
  before: { ...none, ...before },
  after: { ...none, ...after },
});
const sources = { cores: 2, takeLongTaskMs: () => 0 };

test('the time of all encoders counts as a share of all processors', () => {
  const all = [
    pair({ encodeSeconds: 1 }, { encodeSeconds: 1.5 }),
    pair({ encodeSeconds: 0 }, { encodeSeconds: 0.3 }),
  ];
  assert.equal(cpuMeasurement(all, 2_000, sources).encodeShare, 0.2);
  const takeEffort = () => ({ isLimited: true, encodeSeconds: 0.4 });
  const shared = cpuMeasurement(all, 2_000, { ...sources, sharing: { takeEffort } as CameraSharing });
  assert.ok(Math.abs(shared.encodeShare - 0.3) < 1e-9);
  assert.equal(shared.isLimited, true);
});

test('frames that were decoded too late count as a share of all that arrived', () => {
  const all = [
    pair({ framesDropped: 5, framesDecoded: 100 }, { framesDropped: 8, framesDecoded: 112 }),
    pair({}, { framesDropped: 0, framesDecoded: 15 }),
  ];
  assert.equal(cpuMeasurement(all, 1_000, sources).droppedShare, 0.1);
  assert.equal(cpuMeasurement([pair({}, {})], 1_000, sources).droppedShare, 0);
});

test('a connection that begins to count again counts nothing, and one that the processor holds back is enough', () => {
  const restarted = pair(
    { encodeSeconds: 9, framesDropped: 9, framesDecoded: 9 },
    { encodeSeconds: 1, framesDropped: 1, framesDecoded: 1 },
  );
  const measured = cpuMeasurement([restarted, pair({}, { isHeldBackByCpu: true })], 1_000, sources);
  assert.deepEqual(measured, { isLimited: true, encodeShare: 0, droppedShare: 0, longTaskShare: 0 });
});

test('long tasks count as a share of the time', () => {
  const measured = cpuMeasurement([pair({}, {})], 2_000, { cores: 2, takeLongTaskMs: () => 500 });
  assert.equal(measured.longTaskShare, 0.25);
});
