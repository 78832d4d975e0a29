import type { Level } from '../sending/levels.js';

/**
 * The level in which this camera is really sent. A camera that delivers less than several levels ask for is sent in one
 * size for all of them, so that it needs one encoder. Levels that the camera satisfies stay the same object.
 */
export function levelFor(level: Level, { width = 0, height = 0 }: MediaTrackSettings): Level {
  const lines = Math.min(width, height);
  if (lines === 0 || lines >= level.height) return level;
  const share = lines / level.height;
  return {
    width: Math.round(level.width * share),
    height: lines,
    fps: level.fps,
    bitrate: Math.round(level.bitrate * share ** 2), // fewer pixels need fewer bits
  };
}
