import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NEW_PAIR } from './pair-limit.js';
import { nextUplink, STRONG_UPLINK, type Uplink, type UplinkPair } from './uplink.js';

const pair = (isWeak: boolean, loss: number | null): UplinkPair => ({
  limit: { ...NEW_PAIR, isWeak },
  measured: { available: 160_000, loss, isHeldBack: isWeak, granted: 50_000 },
});
const share = 160_000 * 0.85 - 50_000;
const clean = [pair(true, 0), pair(true, 0), pair(true, 0)];
const lossy = [pair(true, 0.1), pair(true, 0), pair(true, null)];
const after = (uplink: Uplink, ...all: UplinkPair[][]) => all.reduce(nextUplink, uplink);
const times = (count: number, each: UplinkPair[]) => Array<UplinkPair[]>(count).fill(each);

test('one weak path limits only itself, several show a weak uplink', () => {
  assert.equal(after(STRONG_UPLINK, [pair(true, 0.5), pair(false, 0)]).rate, Infinity);
  assert.equal(after(STRONG_UPLINK, clean).rate, 3 * share);
});

test('two weak receivers lower nothing of a third one, whose path carries everything', () => {
  const free: UplinkPair = {
    limit: { ...NEW_PAIR, rate: Infinity },
    measured: { available: 2_000_000, loss: 0, isHeldBack: false, granted: 500_000 },
  };
  const weak = [pair(true, 0.1), pair(true, 0.03)];
  const unreported: UplinkPair = { ...free, measured: { ...free.measured!, loss: null } };
  const alternately = times(20, [...weak, free]).flatMap((all) => [all, [...weak, unreported]]);
  assert.equal(after(STRONG_UPLINK, ...alternately), STRONG_UPLINK);
  const without = (measured: Partial<UplinkPair['measured']>): UplinkPair[] => [
    ...weak,
    { ...free, measured: { ...free.measured!, ...measured } },
  ];
  for (const sign of [{ loss: 0.03 }, { isHeldBack: true, available: 300_000 }, { granted: 0 }])
    assert.notEqual(after(STRONG_UPLINK, without(sign)), STRONG_UPLINK, JSON.stringify(sign));
  const low = after(STRONG_UPLINK, lossy, lossy);
  assert.ok(after(low, [...weak, free]).rate <= low.rate, 'the others have made room for this path');
});

test('lost packets lower the rate until the pictures stop', () => {
  assert.equal(after(STRONG_UPLINK, lossy).rate, 3 * share);
  assert.equal(after(STRONG_UPLINK, lossy, lossy).rate, 150_000 * 0.7);
  assert.equal(after(STRONG_UPLINK, ...times(20, lossy)).rate, 0);
});

test('the rate grows again after good measurements, and more patiently after each setback', () => {
  const low = after(STRONG_UPLINK, lossy, lossy);
  assert.equal(after(low, ...times(7, clean)).rate, low.rate);
  const grown = after(low, ...times(8, clean));
  assert.equal(grown.rate, low.rate * 1.2 + 25_000);
  assert.equal(after(grown, lossy, lossy).patience, 2 * low.patience);
  assert.equal(after(grown, ...times(200, clean)).rate, 3 * share, 'never more than the estimates say');
});

test('measurements without a report change nothing', () => {
  const low = after(STRONG_UPLINK, lossy, lossy);
  const silent = [pair(true, null), pair(true, null)];
  assert.deepEqual(after(low, ...times(30, silent)), low);
});

test('the limit ends when the paths have recovered', () => {
  assert.equal(after(after(STRONG_UPLINK, lossy, lossy), [pair(true, 0), pair(false, 0)]), STRONG_UPLINK);
});
