import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { levelsFor, wishByHeadCount } from './levels.js';
import type { Wish } from './wishes.js';

const box = (height: number, fps = 30): Wish => ({ width: Math.round((height * 16) / 9), height, fps });
const best = (wish: Wish) => levelsFor('camera', wish)[0];

describe('the levels of a camera', () => {
  const cases: [shown: number, sent: number][] = [
    [60, 90],
    [99, 90],
    [100, 135],
    [149, 180],
    [198, 180],
    [276, 270],
    [358, 360],
    [600, 720],
    [2_000, 720],
  ];
  for (const [shown, sent] of cases) {
    test(`a tile ${String(shown)} pixels high gets ${String(sent)} lines`, () => {
      assert.equal(best(box(shown))?.height, sent);
    });
  }

  test('a tile that is wider than the picture counts with its width', () => {
    assert.equal(best({ width: 640, height: 100, fps: 30 })?.height, 360);
  });

  test('never have more frames than the wish, and fewer frames cost fewer bits', () => {
    const [slow, fast] = [best(box(360, 15)), best(box(360, 30))];
    assert.deepEqual([slow?.fps, fast?.fps], [15, 30]);
    assert.ok((slow?.bitrate ?? 0) < (fast?.bitrate ?? 0));
  });

  test('go from the best to the cheapest', () => {
    const levels = levelsFor('camera', box(720));
    assert.deepEqual(
      levels.map(({ height }) => height),
      [720, 540, 360, 270, 180, 135, 90],
    );
    const rates = levels.map(({ bitrate }) => bitrate);
    assert.deepEqual(
      rates,
      rates.toSorted((a, b) => b - a),
    );
  });
});

test('a screen loses frames before it loses sharpness', () => {
  const levels = levelsFor('screen', { width: 1_600, height: 900, fps: 15 });
  assert.deepEqual(
    levels.map(({ width, fps }) => [width, fps]),
    [
      [1_600, 15],
      [1_600, 5],
      [1_067, 5],
      [800, 3],
      [533, 2],
    ],
  );
  const rates = levels.map(({ bitrate }) => bitrate);
  assert.deepEqual(
    rates,
    rates.toSorted((a, b) => b - a),
  );
});

test('without wishes the sizes follow the head count', () => {
  const heights = [1, 3, 8, 12].map((others) => wishByHeadCount('camera', others).height);
  assert.deepEqual(heights, [360, 270, 180, 90]);
  assert.equal(wishByHeadCount('screen', 12).height, 1_080);
});
