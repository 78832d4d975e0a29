import type { Corner } from './arrangement.js';

/** Clockwise. */
const CORNERS = ['top-left', 'top-right', 'bottom-right', 'bottom-left'] as const satisfies Corner[];

/** The next corner, clockwise. */
export function nextCorner(corner: Corner): Corner {
  return CORNERS[(CORNERS.indexOf(corner) + 1) % CORNERS.length] ?? corner;
}

/** The corner of the stage that is nearest to the centre of the tile. */
export function nearestCorner(tile: DOMRectReadOnly, stage: DOMRectReadOnly): Corner {
  const isTop = tile.top + tile.height / 2 < stage.top + stage.height / 2;
  const isLeft = tile.left + tile.width / 2 < stage.left + stage.width / 2;
  if (isTop) return isLeft ? 'top-left' : 'top-right';
  return isLeft ? 'bottom-left' : 'bottom-right';
}
