/** The two pictures of a participant. Each has a media line of its own. */
export type PictureSource = 'camera' | 'screen';

/** What a receiver asks for: the size in which it shows a picture, in its own screen's pixels, and frames per second. */
export interface Wish {
  readonly width: number;
  readonly height: number;
  readonly fps: number;
  /** The receiver could not decode what an encoder for several receivers made, and asks for one of its own. */
  readonly own?: true;
}

/** The bounds of a wish that another page sends. More than this is never sent, so no page has a reason to ask for it. */
export const WISH_MAX: Wish = { width: 7_680, height: 4_320, fps: 60 };

/** Returns a copy with the known fields only; null for "nothing"; undefined if the value is not a wish. */
export function readWish(value: unknown): Wish | null | undefined {
  if (value === null) return null;
  if (typeof value !== 'object') return undefined;
  const { width, height, fps, own } = value as Record<string, unknown>;
  return isWithin(width, WISH_MAX.width) && isWithin(height, WISH_MAX.height) && isWithin(fps, WISH_MAX.fps)
    ? { width, height, fps, ...(own === true && { own }) }
    : undefined;
}

export function isPictureSource(value: unknown): value is PictureSource {
  return value === 'camera' || value === 'screen';
}

export function isSameWish(a: Wish | null | undefined, b: Wish | null | undefined): boolean {
  if (!a || !b) return a === b;
  return a.width === b.width && a.height === b.height && a.fps === b.fps && a.own === b.own;
}

function isWithin(value: unknown, max: number): value is number {
  return typeof value === 'number' && value >= 1 && value <= max; // false for NaN
}
