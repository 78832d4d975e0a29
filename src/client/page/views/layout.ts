export interface Size {
  width: number;
  height: number;
}

/** In CSS pixels, relative to the upper left corner of the stage. */
export interface Rect extends Size {
  x: number;
  y: number;
}

const GAP = 8;
const FACE_RATIO = 16 / 9;
/** The share of the stage that the faces get beside a shared screen. The limits are in CSS pixels. */
const STRIP_SHARE = 0.2;
const STRIP_MIN = 112;
const STRIP_MAX = 240;

/**
 * Returns a rectangle for each tile. Faces without a screen fill a grid. With a screen, the faces get a strip at one
 * end of the stage's longer side, and the screens get the rest.
 */
export function layoutStage(screens: number, faces: number, stage: Size): { screens: Rect[]; faces: Rect[] } {
  const whole = { x: 0, y: 0, ...stage };
  if (screens === 0) return { screens: [], faces: grid(faces, whole, columnsFor(faces, stage)) };
  if (faces === 0) return { screens: bestGrid(screens, whole), faces: [] };
  const isWide = stage.width > stage.height;
  const along = isWide ? stage.width : stage.height;
  const strip = Math.min(Math.max(along * STRIP_SHARE, STRIP_MIN), STRIP_MAX);
  const main = { ...whole };
  const side = { ...whole };
  if (isWide) {
    main.width = side.x = stage.width - strip - GAP;
    side.x += GAP;
    side.width = strip;
  } else {
    main.height = side.y = stage.height - strip - GAP;
    side.y += GAP;
    side.height = strip;
  }
  return { screens: bestGrid(screens, main), faces: bestGrid(faces, side) };
}

/** The columns of the smallest square grid that holds `count` tiles; on an upright stage, those with the largest tiles. */
export function columnsFor(count: number, stage: Size): number {
  return stage.width >= stage.height ? Math.ceil(Math.sqrt(count)) : bestColumns(count, stage);
}

function bestGrid(count: number, area: Rect): Rect[] {
  return grid(count, area, bestColumns(count, area));
}

function bestColumns(count: number, area: Size): number {
  let best = 1;
  let bestWidth = 0;
  for (let columns = 1; columns <= count; columns++) {
    const { width } = tileSize(count, area, columns);
    if (width > bestWidth) [best, bestWidth] = [columns, width];
  }
  return best;
}

/** The size of the largest 16:9 tile with which `count` tiles fit into `columns` columns. */
function tileSize(count: number, area: Size, columns: number): Size {
  const rows = Math.ceil(count / columns);
  const width = (area.width - GAP * (columns - 1)) / columns;
  const height = (area.height - GAP * (rows - 1)) / rows;
  const fitted = Math.max(0, Math.min(width, height * FACE_RATIO));
  return { width: fitted, height: fitted / FACE_RATIO };
}

/** Rows from top to bottom. The grid is centred in its area, and so is a last row that is not full. */
function grid(count: number, area: Rect, columns: number): Rect[] {
  if (count === 0) return [];
  const tile = tileSize(count, area, columns);
  const rows = Math.ceil(count / columns);
  const top = area.y + (area.height - rows * tile.height - (rows - 1) * GAP) / 2;
  return Array.from({ length: count }, (_, index) => {
    const row = Math.floor(index / columns);
    const inRow = Math.min(columns, count - row * columns);
    const left = area.x + (area.width - inRow * tile.width - (inRow - 1) * GAP) / 2;
    return { ...tile, x: left + (index % columns) * (tile.width + GAP), y: top + row * (tile.height + GAP) };
  });
}
