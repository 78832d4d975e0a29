import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CALM_CPU, levelsForCpu, nextCpuState, type CpuMeasurement, type CpuState } from './cpu.js';
import { levelsFor } from './levels.js';

const calm: CpuMeasurement = { isLimited: false, encodeShare: 0.1, droppedShare: 0, longTaskShare: 0 };
const busy: CpuMeasurement = { ...calm, isLimited: true };
const times = (count: number, each: CpuMeasurement) => Array<CpuMeasurement>(count).fill(each);
const after = (state: CpuState, ...all: CpuMeasurement[]) => all.reduce(nextCpuState, state);

test('three strained measurements in a row lower the sending by a step', () => {
  assert.equal(after(CALM_CPU, busy, busy, calm, busy, busy).step, 0);
  assert.equal(after(CALM_CPU, busy, busy, busy).step, 1);
  assert.equal(after(CALM_CPU, ...times(100, busy)).step, 4);
});

for (const sign of ['encodeShare', 'droppedShare', 'longTaskShare'] as const) {
  test(`a high ${sign} is a strain`, () => {
    assert.equal(after(CALM_CPU, ...times(3, { ...calm, [sign]: 0.9 })).step, 1);
  });
}

test('it rises again slowly, one step at a time', () => {
  const low = after(CALM_CPU, ...times(6, busy));
  assert.equal(low.step, 2);
  assert.equal(after(low, ...times(9, calm)).step, 2);
  assert.equal(after(low, ...times(10, calm)).step, 1);
  assert.equal(after(low, ...times(20, calm)).step, 0);
});

test('a step up that was too much makes the next one wait twice as long, until all is calm for long', () => {
  const low = after(CALM_CPU, ...times(3, busy));
  const relapsed = after(low, ...times(10, calm), ...times(3, busy));
  assert.equal(relapsed.step, 1);
  assert.equal(after(relapsed, ...times(19, calm)).step, 1);
  const risen = after(relapsed, ...times(20, calm));
  assert.equal(risen.step, 0);
  assert.deepEqual(after(risen, ...times(20, calm)), CALM_CPU);
});

test('a busy computer sends fewer frames first, then smaller pictures, and never nothing', () => {
  const levels = levelsFor('camera', { width: 640, height: 360, fps: 30 });
  const best = (step: number) => {
    const [level] = levelsForCpu('camera', levels, step);
    return [level?.height, level?.fps];
  };
  assert.deepEqual([0, 1, 2, 3, 4].map(best), [
    [360, 30],
    [360, 20],
    [270, 15],
    [180, 15],
    [135, 10],
  ]);
  const [thumbnail] = levelsForCpu('camera', levels.slice(-1), 4);
  assert.equal(thumbnail?.height, 90);
});

test('a shared screen keeps its size on a busy computer', () => {
  const levels = levelsFor('screen', { width: 1_920, height: 1_080, fps: 15 });
  const [level] = levelsForCpu('screen', levels, 4);
  assert.deepEqual([level?.height, level?.fps], [1_080, 5]);
});
