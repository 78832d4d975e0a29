import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { arrange, INITIAL_CHOICES, type StageChoices } from './arrangement.js';
import { layoutStage, type Rect, type TileShape } from './layout.js';
import { MAX_CROP, pictureSize, type Size } from './picture-fit.js';

const DESKTOP = { width: 1256, height: 640 };
const PHONE = { width: 366, height: 640 };
const PORTRAIT = 9 / 16;
const LANDSCAPE = 16 / 9;

type Tile = TileShape & { participantId: string; isSelf: boolean };

/** The own camera and one camera per given ratio. The page shows the own camera first. */
function cameras(ratios: (number | null)[], own: number | null = LANDSCAPE): Tile[] {
  return [own, ...ratios].map((ratio, index) => ({
    key: `${index} camera`,
    participantId: String(index),
    source: 'camera',
    isSelf: index === 0,
    ratio,
  }));
}

function screenOf(participantId: string, isSelf = false): Tile {
  return { key: `${participantId} screen`, participantId, source: 'screen', isSelf, ratio: 16 / 10 };
}

function place(
  tiles: Tile[],
  stage: Size,
  choices: Partial<StageChoices> = {},
  speaker: string | null = null,
) {
  const all = { ...INITIAL_CHOICES, ...choices };
  const arrangement = arrange(tiles, all, speaker);
  return { arrangement, rects: layoutStage(arrangement, stage, all.corner) };
}

function shownIn(tile: Tile, rects: Map<string, Rect>): Size {
  const rect = rects.get(tile.key);
  assert.ok(rect);
  return pictureSize(tile.ratio ?? LANDSCAPE, rect, tile.source === 'screen');
}

const isInside = (rect: Rect, stage: Size) =>
  rect.x >= -0.01 &&
  rect.y >= -0.01 &&
  rect.x + rect.width <= stage.width + 0.01 &&
  rect.y + rect.height <= stage.height + 0.01;

const overlap = (a: Rect, b: Rect) =>
  a.x < b.x + b.width - 0.01 &&
  b.x < a.x + a.width - 0.01 &&
  a.y < b.y + b.height - 0.01 &&
  b.y < a.y + a.height - 0.01;

const ratio = fc.oneof(
  fc.constantFrom(null, LANDSCAPE, 4 / 3, 1, PORTRAIT),
  fc.double({ min: 0.4, max: 2.5, noNaN: true }),
);
const anyStage = fc.record({
  width: fc.integer({ min: 240, max: 2600 }),
  height: fc.integer({ min: 100, max: 1500 }),
});
const anyCall = fc
  .record({
    others: fc.array(ratio, { maxLength: 12 }),
    own: ratio,
    screens: fc.nat(3),
    isSharing: fc.boolean(),
  })
  .map(({ others, own, screens, isSharing }) => [
    ...cameras(others, own),
    ...(isSharing ? [screenOf('0', true)] : []),
    ...others.slice(0, screens).map((_, index) => screenOf(String(index + 1))),
  ]);
const anyChoice = fc.record({
  mode: fc.constantFrom('automatic', 'grid', 'speaker'),
  pinned: fc.array(
    fc.nat(12).map((index) => `${index} camera`),
    { maxLength: 3 },
  ),
  isSelfShown: fc.boolean(),
  corner: fc.constantFrom('top-left', 'top-right', 'bottom-right', 'bottom-left'),
} satisfies { [K in keyof StageChoices]: fc.Arbitrary<StageChoices[K]> });

test('in every call, on every stage and in every layout, each tile is inside the stage and covers no other', () => {
  fc.assert(
    fc.property(anyCall, anyStage, anyChoice, (tiles, stage, choices) => {
      const { arrangement, rects } = place(tiles, stage, choices);
      assert.equal(rects.size + arrangement.hidden.length, tiles.length);
      const all = [...rects];
      for (const [index, [key, rect]] of all.entries()) {
        assert.ok(isInside(rect, stage), `${key} ${JSON.stringify(rect)}`);
        assert.ok(rect.width > 4 && rect.height > 4, `${key} ${JSON.stringify(rect)}`);
        if (key === arrangement.floating?.key) continue; // it floats over the large tile
        for (const [other, otherRect] of all.slice(index + 1)) {
          if (other !== arrangement.floating?.key) assert.ok(!overlap(rect, otherRect), `${key}, ${other}`);
        }
      }
    }),
    { numRuns: 400 },
  );
});

test('no tile cuts off more than a quarter of a camera, or any part of a screen', () => {
  fc.assert(
    fc.property(anyCall, anyStage, anyChoice, (tiles, stage, choices) => {
      const { rects } = place(tiles, stage, choices);
      for (const tile of tiles) {
        const rect = rects.get(tile.key);
        if (!rect || tile.ratio === null) continue;
        const { width, height } = pictureSize(tile.ratio, rect, tile.source === 'screen');
        const visible = width / height;
        const kept = Math.min(visible / tile.ratio, tile.ratio / visible);
        assert.ok(kept >= (tile.source === 'screen' ? 1 : 1 - MAX_CROP) - 1e-9, `${tile.key} keeps ${kept}`);
        assert.ok(width <= rect.width + 0.01 && height <= rect.height + 0.01);
      }
    }),
    { numRuns: 400 },
  );
});

test('tiles keep their order: from top to bottom and from left to right, whoever speaks', () => {
  const names = cameras(Array.from({ length: 8 }, () => LANDSCAPE)).map(({ key }) => key);
  fc.assert(
    fc.property(anyStage, fc.nat(8), (stage, speaker) => {
      const tiles = cameras(Array.from({ length: 8 }, () => LANDSCAPE));
      const { rects } = place(tiles, stage, {}, String(speaker));
      const byPlace = [...rects].sort(([, a], [, b]) => (Math.abs(a.y - b.y) > 1 ? a.y - b.y : a.x - b.x));
      assert.deepEqual(
        byPlace.map(([key]) => key),
        names,
      );
    }),
  );
});

test('on a phone, phone pictures get upright tiles and fill them', () => {
  for (const count of [2, 3, 4, 6]) {
    const tiles = cameras(
      Array.from({ length: count }, () => PORTRAIT),
      PORTRAIT,
    );
    const { rects } = place(tiles, PHONE, { mode: 'grid' });
    for (const tile of tiles) {
      const rect = rects.get(tile.key)!;
      const picture = shownIn(tile, rects);
      assert.ok(rect.height > rect.width, `${count} others: ${JSON.stringify(rect)}`);
      assert.ok(picture.width * picture.height > 0.95 * rect.width * rect.height);
    }
  }
});

test('on a wide stage, a phone picture beside others is shown whole', () => {
  const tiles = cameras([PORTRAIT, LANDSCAPE, LANDSCAPE]);
  const { rects } = place(tiles, DESKTOP);
  const { width, height } = shownIn(tiles[1]!, rects);
  assert.ok(Math.abs(width / height - PORTRAIT) < 0.001);
  assert.ok(Math.abs(height - rects.get(tiles[1]!.key)!.height) < 0.01);
});

test('of two people, the other one fills the stage, and the own picture is small and in the chosen corner', () => {
  for (const stage of [DESKTOP, PHONE, { width: 820, height: 240 }]) {
    const { rects } = place(cameras([PORTRAIT]), stage, { corner: 'top-left' });
    assert.deepEqual(rects.get('1 camera'), { x: 0, y: 0, ...stage });
    const own = rects.get('0 camera')!;
    assert.ok(own.x < 10 && own.y < 10 && own.width * own.height < 0.16 * stage.width * stage.height);
  }
});

test('a grid uses the stage: nine wide pictures are in three rows of three', () => {
  const { rects } = place(cameras(Array.from({ length: 8 }, () => LANDSCAPE)), DESKTOP);
  assert.equal(new Set([...rects.values()].map(({ x }) => Math.round(x))).size, 3);
  assert.equal(new Set([...rects.values()].map(({ y }) => Math.round(y))).size, 3);
});

test('a shared screen gets most of the stage', () => {
  const { rects } = place([...cameras([LANDSCAPE, LANDSCAPE]), screenOf('1')], DESKTOP);
  const area = (key: string) => rects.get(key)!.width * rects.get(key)!.height;
  assert.ok(area('1 screen') > 8 * area('1 camera'));
});

test('a last row that is not full is centred', () => {
  const { rects } = place(cameras([LANDSCAPE, LANDSCAPE]), DESKTOP);
  const third = rects.get('2 camera')!;
  assert.equal(Math.round(third.x + third.width / 2), DESKTOP.width / 2);
});

test('the own screen is a bar at the top, and leaves the stage to the others', () => {
  const { rects } = place([...cameras([LANDSCAPE]), screenOf('0', true)], DESKTOP);
  const bar = rects.get('0 screen')!;
  assert.ok(bar.y === 0 && bar.height < 60);
  assert.ok(rects.get('1 camera')!.y > bar.height);
});
