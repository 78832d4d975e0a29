import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Demand } from './allocate.js';
import { fitCameras as fit } from './camera-budget.js';
import { levelsFor } from './levels.js';
import type { PictureSource } from './wishes.js';

/** For a camera that delivers all sizes. */
const fitCameras = (demands: readonly Demand[], mostLines = 720) => fit(demands, mostLines);

function demand(height: number, fps = 20, source: PictureSource = 'camera'): Demand {
  const wish = { width: Math.round((height * 16) / 9), height, fps };
  return { participantId: `${String(height)} lines`, source, levels: levelsFor(source, wish) };
}

const many = (count: number, height: number, fps?: number) =>
  Array.from({ length: count }, () => demand(height, fps));
const best = (demands: readonly Demand[]) => demands.map(({ levels: [level] }) => level);
const total = (demands: readonly Demand[]) =>
  best(demands).reduce((sum, level) => sum + (level?.bitrate ?? 0), 0);

/** The tiles of a window with 1280 × 720 pixels, by the number of people in the call. */
const TILES: [people: number, height: number][] = [
  [5, 240],
  [6, 240],
  [8, 240],
  [9, 240],
  [12, 112],
];

for (const [people, height] of TILES) {
  test(`a page in a call of ${String(people)} uploads no more than in a call of three`, () => {
    const ofThree = total(fitCameras(many(2, 288)));
    assert.ok(ofThree > 500_000);
    assert.ok(total(fitCameras(many(people - 1, height))) <= ofThree);
  });
}

test('calls of up to three people keep the sizes that the receivers ask for, and calls of four those of small tiles', () => {
  for (const asked of [many(1, 720, 30), many(2, 720, 30), many(3, 288)])
    assert.deepEqual(fitCameras(asked), asked);
});

/** The height of a tile of a call of four, in device pixels: in a window of 1920 × 1080, and on a screen with a pixel ratio of two. */
for (const height of [432, 720]) {
  test(`pictures of ${String(height)} lines for three others need at most 1.6 Mbit/s`, () => {
    const fitted = fitCameras(many(3, height, 30));
    assert.ok(total(fitted) > 1_400_000);
    assert.ok(total(fitted) <= 1_600_000);
    for (const level of best(fitted)) assert.deepEqual([level?.height, level?.fps], [540, 17]);
  });
}

test('one of three others who pins the picture gets it large', () => {
  const [pinned, ...others] = best(fitCameras([demand(720, 30), ...many(2, 288, 16)]));
  assert.equal(pinned?.height, 720);
  assert.deepEqual(
    others.map((level) => level?.height),
    [270, 270],
  );
});

test('everyone in the grid gets the same picture, which is slower before it is too small', () => {
  const levels = best(fitCameras(many(7, 240)));
  assert.equal(new Set(levels.map((level) => JSON.stringify(level))).size, 1);
  assert.deepEqual([levels[0]?.height, levels[0]?.fps], [180, 12]);
});

test('a receiver who needs little leaves the rest to the others', () => {
  const fitted = fitCameras([demand(80, 10), ...many(4, 240)]);
  assert.ok(total(fitted) <= 500_000);
  const [thumbnail, ...others] = best(fitted);
  const [even] = best(fitCameras(many(5, 240)));
  assert.equal(thumbnail?.height, 90);
  assert.ok((others[0]?.bitrate ?? 0) > (even?.bitrate ?? 0));
});

test('a receiver who sees the picture large gets a large one beside thumbnails', () => {
  const [large, ...small] = best(fitCameras([demand(720, 30), ...many(6, 112, 15)]));
  assert.equal(large?.height, 720);
  assert.ok(small.every((level) => level?.height === 135));
});

test('seven who see the picture large get a middle one each', () => {
  const fitted = fitCameras(many(7, 720, 30));
  assert.ok(total(fitted) <= 1_600_000);
  assert.ok(best(fitted).every((level) => level?.height === 360 && level.fps === 15));
});

test('a share that is too small for any picture leaves the cheapest one', () => {
  const fitted = fitCameras(many(60, 720, 30));
  assert.ok(best(fitted).every((level) => level?.height === 90));
});

test('screens keep their sizes, and the order stays', () => {
  const screen = demand(1_080, 15, 'screen');
  const fitted = fitCameras([demand(240), screen, ...many(6, 240)]);
  assert.equal(fitted[1], screen);
  assert.equal(fitted.length, 8);
});

test('a camera that cannot deliver what is asked for keeps its frames, because it needs fewer bits', () => {
  const asked = many(3, 540, 30);
  assert.deepEqual(fitCameras(asked, 360), asked);
  const [best480] = best(fitCameras(asked, 480));
  assert.deepEqual([best480?.height, best480?.fps], [540, 22]);
  assert.ok((best480?.bitrate ?? 0) * (480 / 540) ** 2 * 3 <= 1_600_000);
});
