import type { PictureSource, Wish } from '../../mesh/sending/wishes.js';

/** How a tile is shown at present. */
export interface TileSight {
  readonly source: PictureSource;
  /** In CSS pixels. */
  readonly width: number;
  readonly height: number;
  /** Whether any part of it can be seen on the page. */
  readonly isSeen: boolean;
}

export interface Viewer {
  /** Device pixels per CSS pixel. */
  readonly pixelRatio: number;
  /** Whether the page is in a background tab or a minimised window. */
  readonly isPageHidden: boolean;
  readonly isSoundOnly: boolean;
  readonly savesData: boolean;
}

/** What a page asks for and sends at most while it saves data. A screen keeps a size in which text can be read. */
export const SAVING: Record<PictureSource, Wish> = {
  camera: { width: 320, height: 180, fps: 15 },
  screen: { width: 1_280, height: 720, fps: 5 },
};

/** What a page asks for and sends at most. A browser that enlarges the page shows more pixels of a screen. */
export const FULL: Record<PictureSource, Wish> = {
  camera: { width: 1_280, height: 720, fps: 30 },
  screen: { width: 1_920, height: 1_080, fps: 15 },
};

/** Wishes are rounded up to a multiple of this, so that a page that resizes slowly does not ask in each frame. */
const GRAIN = 16;
/** A small picture needs fewer frames to look smooth. The heights are in device pixels. */
const RATES = [
  { upTo: 110, fps: 10 },
  { upTo: 200, fps: 15 },
  { upTo: 400, fps: 20 },
] as const;

/** What a tile asks for; null for nothing. */
export function wishFor(tile: TileSight, viewer: Viewer): Wish | null {
  const isShown = tile.isSeen && tile.width >= 1 && tile.height >= 1;
  if (!isShown || viewer.isPageHidden || viewer.isSoundOnly) return null;
  const most = viewer.savesData ? SAVING[tile.source] : FULL[tile.source];
  const height = tile.height * viewer.pixelRatio;
  const fps = tile.source === 'screen' ? most.fps : (RATES.find(({ upTo }) => height <= upTo)?.fps ?? 30);
  return {
    width: Math.min(rounded(tile.width * viewer.pixelRatio), most.width),
    height: Math.min(rounded(height), most.height),
    fps: Math.min(fps, most.fps),
  };
}

function rounded(pixels: number): number {
  return Math.ceil(pixels / GRAIN) * GRAIN;
}
