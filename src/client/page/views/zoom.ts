import type { Size } from './picture-fit.js';

/** How a picture is enlarged: the scale from 1, and the shift of its centre in CSS pixels. */
export interface Zoom {
  readonly scale: number;
  readonly x: number;
  readonly y: number;
}

/** The whole picture. */
export const WHOLE: Zoom = { scale: 1, x: 0, y: 0 };

const MAX_SCALE = 8;

interface Point {
  x: number;
  y: number;
}

/**
 * Multiplies the scale. The part of the picture under `at`, which is relative to the centre of the view, stays in its
 * place.
 */
export function zoomedBy(zoom: Zoom, factor: number, at: Point, view: Size, picture: Size): Zoom {
  const scale = Math.min(Math.max(zoom.scale * factor, 1), MAX_SCALE);
  const ratio = scale / zoom.scale;
  const next = { scale, x: at.x - (at.x - zoom.x) * ratio, y: at.y - (at.y - zoom.y) * ratio };
  return within(next, view, picture);
}

export function movedBy(zoom: Zoom, by: Point, view: Size, picture: Size): Zoom {
  return within({ ...zoom, x: zoom.x + by.x, y: zoom.y + by.y }, view, picture);
}

/** Keeps the edges of the picture outside the view, or centres it where it is smaller than the view. */
function within(zoom: Zoom, view: Size, picture: Size): Zoom {
  const limit = (length: number, room: number) => Math.max(0, (length * zoom.scale - room) / 2);
  const limitX = limit(picture.width, view.width);
  const limitY = limit(picture.height, view.height);
  return {
    scale: zoom.scale,
    x: Math.min(Math.max(zoom.x, -limitX), limitX),
    y: Math.min(Math.max(zoom.y, -limitY), limitY),
  };
}
