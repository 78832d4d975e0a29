import type { PictureSource, Wish } from './wishes.js';

/** One way to send a picture: a box in pixels, frames per second, and bits per second. */
export interface Level {
  readonly width: number;
  readonly height: number;
  readonly fps: number;
  readonly bitrate: number;
}

/**
 * The heights in which a camera is sent, with enough bits for a person who talks (VP8, measured with a noisy picture).
 * Few steps, because each change of the size costs a key frame.
 */
const CAMERA_STEPS = [
  { height: 720, fps: 30, bitrate: 1_500_000 },
  { height: 540, fps: 30, bitrate: 900_000 },
  { height: 360, fps: 30, bitrate: 500_000 },
  { height: 270, fps: 24, bitrate: 320_000 },
  { height: 180, fps: 20, bitrate: 150_000 },
  { height: 135, fps: 15, bitrate: 90_000 },
  { height: 90, fps: 10, bitrate: 50_000 },
] as const;

/** A picture that is enlarged by so little looks the same, and costs less. */
export const ENLARGEMENT = 1.1;
const RATIO = 16 / 9;
/** Text that is sharp matters more than smooth motion, so a screen loses frames first. */
const SCREEN_STEPS = [
  { scale: 1, fps: 15 },
  { scale: 1, fps: 5 },
  { scale: 2 / 3, fps: 5 },
  { scale: 1 / 2, fps: 3 },
  { scale: 1 / 3, fps: 2 },
] as const;
/** The most that is sent of a screen, unless a viewer enlarges it. */
export const FULL_SCREEN = { width: 1_920, height: 1_080 };
const FULL_SCREEN_PIXELS = FULL_SCREEN.width * FULL_SCREEN.height;
const SCREEN_BASE_BITRATE = 100_000;
const SCREEN_PIXEL_BITRATE = 1_400_000;

/** The levels that satisfy a wish, from the best, which is no more than the wish needs, to the cheapest. */
export function levelsFor(source: PictureSource, wish: Wish): Level[] {
  return source === 'camera' ? cameraLevels(wish) : screenLevels(wish);
}

function cameraLevels(wish: Wish): Level[] {
  const needed = heightOf(wish) / ENLARGEMENT;
  // The smallest step that is large enough; a wish above all steps gets the largest.
  const largest = CAMERA_STEPS.findLastIndex(({ height }) => height >= needed);
  return CAMERA_STEPS.slice(Math.max(largest, 0)).map((step) => {
    const fps = Math.min(step.fps, wish.fps);
    return {
      width: Math.round(step.height * RATIO),
      height: step.height,
      fps,
      bitrate: Math.round(step.bitrate * Math.max(fps / step.fps, 0.5)),
    };
  });
}

/** The largest height, up to this one, in which a camera is sent; 0 below all of them. */
export function stepBelow(height: number): number {
  return CAMERA_STEPS.find((step) => step.height <= height)?.height ?? 0;
}

/** The height of a 16:9 picture that covers the box of a wish. */
export function heightOf({ width, height }: Pick<Wish, 'width' | 'height'>): number {
  return Math.max(height, width / RATIO);
}

function screenLevels(wish: Wish): Level[] {
  return SCREEN_STEPS.map(({ scale, fps: stepFps }) => {
    const width = Math.round(wish.width * scale);
    const height = Math.round(wish.height * scale);
    const fps = Math.min(stepFps, wish.fps);
    const share = Math.min((width * height) / FULL_SCREEN_PIXELS, 1);
    // Twice the frames need less than twice the bits, because most of a screen stays as it is.
    const bitrate = (SCREEN_BASE_BITRATE + SCREEN_PIXEL_BITRATE * share) * Math.sqrt(fps / 15);
    return { width, height, fps, bitrate: Math.round(bitrate) };
  });
}

/** What a page that asks for nothing in particular gets: sizes that fit the tiles of a call with so many others. */
export function wishByHeadCount(source: PictureSource, others: number): Wish {
  if (source === 'screen') return { ...FULL_SCREEN, fps: 15 };
  const [height, fps] =
    others <= 1 ? [360, 30] : others <= 3 ? [270, 24] : others <= 8 ? [180, 15] : [90, 10];
  return { width: Math.round(height * RATIO), height, fps };
}
