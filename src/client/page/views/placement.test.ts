import assert from 'node:assert/strict';
import { afterEach, describe, test } from 'node:test';
import fc from 'fast-check';
import { INITIAL_CHOICES } from './arrangement.js';
import type { Size } from './picture-fit.js';
import { placeTiles } from './placement.js';

const globals = globalThis as unknown as { devicePixelRatio?: number };
afterEach(() => {
  delete globals.devicePixelRatio;
});

/** The tiles of a call of so many cameras, in a window with this many pixels of the screen per CSS pixel. */
function tiles(count: number, stage: Size, pixelRatio = 1, source: 'camera' | 'screen' = 'camera') {
  globals.devicePixelRatio = pixelRatio;
  const cameras = Array.from({ length: count }, (_, index) => ({
    key: String(index),
    participantId: String(index),
    source,
    isSelf: index === 0 && source === 'camera',
    ratio: 16 / 9,
  }));
  const places = placeTiles(cameras, { ...INITIAL_CHOICES, mode: 'grid' }, null, stage);
  return [...places.values()].map(({ rect, picture }) => ({ rect, picture }));
}

describe('a picture that nearly fits', () => {
  const stage = { width: 1_256, height: 582 };

  test('is shown in the size in which it arrives', () => {
    for (const { rect, picture } of tiles(4, stage)) {
      assert.deepEqual([rect.width, rect.height], [480, 270]);
      assert.deepEqual(picture, { width: 480, height: 270 });
    }
  });

  test('is measured in pixels of the screen', () => {
    for (const { rect } of tiles(4, stage, 2)) assert.equal(rect.height * 2, 540);
  });

  test('leaves the same gaps between the tiles, around the middle of the stage', () => {
    const [first, second, third] = tiles(4, stage);
    assert.ok(first && second && third);
    assert.equal(second.rect.x - first.rect.x - first.rect.width, 8);
    assert.equal(third.rect.y - first.rect.y - first.rect.height, 8);
    assert.equal(first.rect.x, stage.width - second.rect.x - second.rect.width);
  });

  test('is enlarged when its tile is more than a tenth larger', () => {
    const [tile] = tiles(4, { width: 1_256, height: 660 });
    assert.equal(tile?.rect.height, 326);
  });

  test('of a screen keeps the size of its tile, because screens are sent in sizes of their own', () => {
    const [tile] = tiles(4, stage, 1, 'screen');
    assert.ok(tile && tile.rect.height > 270);
  });

  test('has a place also on a stage that is hidden', () => {
    for (const { rect } of tiles(3, { width: 0, height: 0 })) {
      assert.ok(Object.values(rect).every(Number.isFinite), JSON.stringify(rect));
    }
  });

  test('fills the stage when it is alone there', () => {
    assert.deepEqual(tiles(1, { width: 500, height: 281 })[0]?.rect, { x: 0, y: 0, width: 500, height: 281 });
  });

  test('loses at most a tenth of its length', () => {
    const length = fc.integer({ min: 200, max: 2_000 });
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 12 }), length, length, (count, width, height) => {
        const [fitted] = tiles(count, { width, height });
        const [exact] = tiles(count, { width, height }, 1e-9); // no picture is so small
        assert.ok(fitted && exact);
        assert.ok(fitted.rect.height <= exact.rect.height + 0.5);
        assert.ok(fitted.rect.height >= exact.rect.height / 1.1 - 0.5);
      }),
    );
  });
});
