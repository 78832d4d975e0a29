import { hasFewProcessors } from '../../lib/few-processors.js';
import { FULL_SCREEN } from '../../mesh/sending/levels.js';
import type { PictureSource, Wish } from '../../mesh/sending/wishes.js';

/** How a tile is shown at present. */
export interface TileSight {
  readonly source: PictureSource;
  /** In CSS pixels. */
  readonly width: number;
  readonly height: number;
  /** How much a person has enlarged the picture inside its tile, from 1. */
  readonly zoom: number;
  /** Whether any part of it can be seen on the page. */
  readonly isSeen: boolean;
  /** Whether the browser shows its picture in a small window of its own, also while the page is hidden. */
  readonly isInOwnWindow: boolean;
}

export interface Viewer {
  /** Device pixels per CSS pixel. */
  readonly pixelRatio: number;
  /** Whether the page is in a background tab or a minimised window. */
  readonly isPageHidden: boolean;
  /** The size in CSS pixels of a window that shows the whole call, also while the page is hidden; null without one. */
  readonly smallWindow: { readonly width: number; readonly height: number } | null;
  readonly isSoundOnly: boolean;
  readonly savesData: boolean;
  /** Whether this computer has few processors for the pictures that it shows. */
  readonly isShortOfCpu: boolean;
}

/** What a page asks for and sends at most while it saves data. A screen keeps a size in which text can be read. */
export const SAVING: Record<PictureSource, Wish> = {
  camera: { width: 320, height: 180, fps: 15 },
  screen: { width: 1_280, height: 720, fps: 5 },
};

/** What a page asks for at most, unless a person enlarges a screen inside its tile. */
export const FULL: Record<PictureSource, Wish> = {
  camera: { width: 1_280, height: 720, fps: 30 },
  screen: { ...FULL_SCREEN, fps: 15 },
};

/** What a page sends at most, and asks for at most of an enlarged screen. */
export const MOST: Record<PictureSource, Wish> = {
  camera: FULL.camera,
  screen: { width: 3_840, height: 2_160, fps: 15 },
};

/** Wishes are rounded up to a multiple of this, so that a page that resizes slowly does not ask in each frame. */
const GRAIN = 16;
/**
 * A small picture needs fewer frames to look smooth. The heights are in device pixels. The second rate spares the processor: with
 * 16, 15 frames per second are shown even if one gets lost.
 */
const RATES = [
  { upTo: 110, fps: 10, spared: 10 },
  { upTo: 200, fps: 15, spared: 15 },
  { upTo: 400, fps: 20, spared: 16 },
] as const;
const FULL_RATE = { fps: 30, spared: 30 };
/** A page that shows so many cameras decodes and draws all of them all the time. */
const GRID_MIN = 3;

/** Whether a computer with so many processors should ask for fewer frames of so many cameras. */
export function isShortOfCpu(processors: number, cameras: number): boolean {
  return hasFewProcessors(processors) && cameras >= GRID_MIN;
}

/** What a tile asks for; null for nothing. */
export function wishFor(tile: TileSight, viewer: Viewer): Wish | null {
  const share = shareSeen(tile, viewer);
  if (share === 0 || tile.width < 1 || tile.height < 1 || viewer.isSoundOnly) return null;
  const isEnlarged = tile.source === 'screen' && tile.zoom > 1;
  const most = (viewer.savesData ? SAVING : isEnlarged ? MOST : FULL)[tile.source];
  const scale = viewer.pixelRatio * share * (isEnlarged ? tile.zoom : 1);
  const height = tile.height * scale;
  const rate = RATES.find(({ upTo }) => height <= upTo) ?? FULL_RATE;
  const fps = tile.source === 'screen' ? most.fps : viewer.isShortOfCpu ? rate.spared : rate.fps;
  return {
    width: Math.min(rounded(tile.width * scale), most.width),
    height: Math.min(rounded(height), most.height),
    fps: Math.min(fps, most.fps),
  };
}

/** How large a person sees the tile at most, as a share of its size on the page; 0 for not at all. */
function shareSeen(tile: TileSight, { isPageHidden, smallWindow }: Viewer): number {
  if (tile.isInOwnWindow) return 1;
  if (!isPageHidden && tile.isSeen) return 1;
  return smallWindow ? Math.min(1, smallWindow.width / tile.width, smallWindow.height / tile.height) : 0;
}

function rounded(pixels: number): number {
  return Math.ceil(pixels / GRAIN) * GRAIN;
}
