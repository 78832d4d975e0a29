import type { Arrangement, Corner } from './arrangement.js';
import { largestBox, pictureSize, type Size } from './picture-fit.js';

/** In CSS pixels, relative to the upper left corner of the stage. */
export interface Rect extends Size {
  x: number;
  y: number;
}

export interface TileShape {
  readonly key: string;
  /** Width by height of the picture; null while it is unknown. */
  readonly ratio: number | null;
  readonly source: 'camera' | 'screen';
}

const GAP = 8;
/** The shapes that tiles of a grid may have, besides that of their cell. */
const TILE_RATIOS = [16 / 9, 4 / 3, 1, 3 / 4, 9 / 16] as const;
const WIDEST = TILE_RATIOS[0];
const TALLEST = TILE_RATIOS[4];
/** The share of the stage that small tiles get beside the main ones. The limits are in CSS pixels. */
const STRIP_SHARE = 0.2;
const STRIP_SHARE_OF_MANY = 0.3;
const STRIP_MANY = 6;
const STRIP_MIN = 112;
const STRIP_MAX = 240;
/** No strip takes more than this share of a small stage. */
const STRIP_LIMIT = 0.4;
/** The longer side of the floating tile. The limits are in CSS pixels. */
const FLOATING_SHARE = 0.28;
const FLOATING_MAX = 240;
const FLOATING_LIMIT = 0.45;
const BAR_WIDTH = 480;
const BAR_HEIGHT = 52;

/** Returns the rectangle of each tile by its key. A hidden tile has none. `fit` may make the tiles of a grid of cameras smaller. */
export function layoutStage(
  arrangement: Arrangement<TileShape>,
  stage: Size,
  corner: Corner,
  fit: (tile: Size) => Size = (tile) => tile,
): Map<string, Rect> {
  const { main, strip, floating, bar } = arrangement;
  const placed = new Map<string, Rect>();
  const area: Rect = { x: 0, y: 0, ...stage };
  if (bar) {
    const width = Math.min(BAR_WIDTH, stage.width);
    const height = Math.min(BAR_HEIGHT, stage.height / 2);
    placed.set(bar.key, { x: (stage.width - width) / 2, y: 0, width, height });
    area.y = height + GAP;
    area.height = Math.max(0, stage.height - area.y);
  }
  const [large, small] = strip.length === 0 ? [area, area] : split(area, strip.length);
  // One large tile fills its area, so that its caption and its picture are where people expect them.
  if (main.length === 1 && main[0]) placed.set(main[0].key, large);
  else placeGrid(main, large, stage, placed, fit);
  placeGrid(strip, small, stage, placed, fit);
  if (floating) placed.set(floating.key, floatingRect(floating, area, stage, corner));
  return placed;
}

/** Divides the longer side of the area: the small tiles get the end of it. */
function split(area: Rect, count: number): [large: Rect, small: Rect] {
  const isWide = area.width > area.height;
  const along = isWide ? area.width : area.height;
  const share = count > STRIP_MANY ? STRIP_SHARE_OF_MANY : STRIP_SHARE;
  const wanted = Math.min(Math.max(along * share, STRIP_MIN), STRIP_MAX);
  const strip = Math.min(wanted, along * STRIP_LIMIT);
  const rest = Math.max(0, along - strip - GAP);
  return isWide
    ? [
        { ...area, width: rest },
        { ...area, x: area.x + rest + GAP, width: strip },
      ]
    : [
        { ...area, height: rest },
        { ...area, y: area.y + rest + GAP, height: strip },
      ];
}

function floatingRect(tile: TileShape, area: Rect, stage: Size, corner: Corner): Rect {
  const wanted = Math.min(Math.max(area.width, area.height) * FLOATING_SHARE, FLOATING_MAX);
  const side = Math.min(wanted, Math.min(area.width, area.height) * FLOATING_LIMIT);
  const ratio = clamp(ratioOf(tile, stage), TALLEST, WIDEST);
  const { width, height } = largestBox(ratio, { width: side, height: side });
  const gap = Math.min(GAP, (area.width - width) / 2, (area.height - height) / 2);
  return {
    x: corner.endsWith('left') ? area.x + gap : area.x + area.width - width - gap,
    y: corner.startsWith('top') ? area.y + gap : area.y + area.height - height - gap,
    width,
    height,
  };
}

/**
 * Places the tiles in rows from top to bottom. All tiles of a grid have one shape. Of all numbers of columns and all
 * shapes, takes those that show the largest pictures. The grid is centred, and so is a last row that is not full.
 */
function placeGrid(
  tiles: readonly TileShape[],
  area: Rect,
  stage: Size,
  placed: Map<string, Rect>,
  fit: (tile: Size) => Size,
): void {
  const { columns, ...largest } = bestGrid(tiles, area, stage);
  const { width, height } = tiles.every(({ source }) => source === 'camera') ? fit(largest) : largest;
  const rows = Math.ceil(tiles.length / columns);
  const top = area.y + (area.height - rows * height - (rows - 1) * GAP) / 2;
  for (const [index, { key }] of tiles.entries()) {
    const row = Math.floor(index / columns);
    const inRow = Math.min(columns, tiles.length - row * columns);
    const left = area.x + (area.width - inRow * width - (inRow - 1) * GAP) / 2;
    placed.set(key, {
      x: left + (index % columns) * (width + GAP),
      y: top + row * (height + GAP),
      width,
      height,
    });
  }
}

interface Grid extends Size {
  columns: number;
}

function bestGrid(tiles: readonly TileShape[], area: Size, stage: Size): Grid {
  let best: Grid = { columns: 1, width: 0, height: 0 };
  let mostShown = 0;
  for (let columns = 1; columns <= tiles.length; columns++) {
    const rows = Math.ceil(tiles.length / columns);
    const cell = {
      width: Math.max(0, (area.width - GAP * (columns - 1)) / columns),
      height: Math.max(0, (area.height - GAP * (rows - 1)) / rows),
    };
    if (cell.width === 0 || cell.height === 0) continue;
    for (const ratio of [...TILE_RATIOS, clamp(cell.width / cell.height, TALLEST, WIDEST)]) {
      const tile = largestBox(ratio, cell);
      let shown = 0;
      for (const each of tiles) {
        const picture = pictureSize(ratioOf(each, stage), tile, each.source === 'screen');
        shown += picture.width * picture.height;
      }
      // Rounding errors must not decide between shapes that show the same.
      if (shown <= mostShown * 1.001) continue;
      mostShown = shown;
      best = { columns, ...tile };
    }
  }
  return best;
}

/** Expects a picture in the usual shape where none is known, so that nothing moves when it arrives. */
function ratioOf({ ratio }: TileShape, { width, height }: Size): number {
  return ratio ?? (width >= height ? WIDEST : 3 / 4);
}

function clamp(value: number, min: number, max: number): number {
  return Math.min(Math.max(value, min), max);
}
