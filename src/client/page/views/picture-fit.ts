/** In CSS pixels. */
export interface Size {
  width: number;
  height: number;
}

/** The share of a camera picture that a tile may cut off. */
export const MAX_CROP = 0.25;

/**
 * The ratio of width to height of the visible part of a camera picture, in a tile of the ratio `tile`. A narrow tile cuts
 * the sides, where people rarely are, by at most `MAX_CROP`. A wide tile cuts the top and the bottom only if the picture
 * then fills it; otherwise it would cut heads for nothing, and shows the whole picture.
 */
export function visibleRatio(source: number, tile: number): number {
  if (tile <= source) return Math.max(tile, source * (1 - MAX_CROP));
  return tile <= source / (1 - MAX_CROP) ? tile : source;
}

/** The largest box of this ratio inside `area`. */
export function largestBox(ratio: number, { width, height }: Size): Size {
  return width < height * ratio ? { width, height: width / ratio } : { width: height * ratio, height };
}

/** The size of the visible picture inside its tile. Shared screens are never cut. */
export function pictureSize(source: number, tile: Size, isScreen: boolean): Size {
  return largestBox(isScreen ? source : visibleRatio(source, tile.width / tile.height), tile);
}
