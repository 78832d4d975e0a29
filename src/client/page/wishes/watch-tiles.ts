import type { PictureSource } from '../../mesh/sending/wishes.js';
import type { TileSight } from './tile-wish.js';

/** A tile of another participant, as it is shown at present. */
export interface ShownTile extends TileSight {
  readonly participantId: string;
}

const TILES = 'figure[data-participant][data-source]:not([data-self])';
/** The points of a tile at which this file looks for what covers it, as shares of its width and height. */
const POINTS = [
  [0.5, 0.5],
  [0.1, 0.1],
  [0.9, 0.1],
  [0.1, 0.9],
  [0.9, 0.9],
] as const;

/**
 * Watches the tiles below `stage`, and calls `onChange` when a tile comes, goes, changes its size or is scrolled into or
 * out of the page. Returns a function that describes them.
 */
export function watchTiles(stage: Element, onChange: () => void): () => ShownTile[] {
  /** Whether each watched tile is inside the visible part of the page. */
  const visible = new Map<Element, boolean>();
  const sizes = new ResizeObserver(onChange);
  const places = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries)
      if (visible.has(target)) visible.set(target, isIntersecting);
    onChange();
  });

  function follow(): void {
    const tiles = new Set(stage.querySelectorAll(TILES));
    for (const tile of visible.keys()) {
      if (tiles.has(tile)) continue;
      visible.delete(tile);
      sizes.unobserve(tile);
      places.unobserve(tile);
    }
    for (const tile of tiles) {
      if (visible.has(tile)) continue;
      visible.set(tile, true);
      sizes.observe(tile);
      places.observe(tile);
    }
    onChange();
  }

  // A tile gets its attributes after it is added, and could show another participant later.
  const attributeFilter = ['data-participant', 'data-source', 'data-scale'];
  new MutationObserver(follow).observe(stage, { childList: true, subtree: true, attributeFilter });
  for (const panel of document.querySelectorAll('.panel')) sizes.observe(panel); // it may cover tiles when it opens
  follow();

  return () =>
    [...visible].flatMap(([tile, isVisible]) => {
      if (!(tile instanceof HTMLElement)) return [];
      const { participant: participantId, source } = tile.dataset;
      if (participantId === undefined || (source !== 'camera' && source !== 'screen')) return [];
      const { clientWidth: width, clientHeight: height } = tile;
      const sight = { isSeen: isVisible && !isCovered(tile), isInOwnWindow: isInOwnWindow(tile) };
      const zoom = Number(tile.dataset['scale'] ?? 1);
      return [{ participantId, source: source satisfies PictureSource, width, height, zoom, ...sight }];
    });
}

/** Whether a panel of the page, or a tile that fills the screen, lies over the whole tile. */
function isCovered(tile: Element): boolean {
  const { left, top, width, height } = tile.getBoundingClientRect();
  return POINTS.every(([x, y]) => {
    const shown = document.elementFromPoint(left + width * x, top + height * y);
    const cover = shown?.closest('.panel, .tile--full') ?? null;
    return cover !== null && cover !== tile;
  });
}

/** Whether the browser shows the video of the tile in a small window of its own. */
function isInOwnWindow(tile: Element): boolean {
  // Firefox has such windows, but does not tell pages of them.
  const shown = (document as Partial<Document>).pictureInPictureElement ?? null;
  return shown !== null && tile.contains(shown);
}
