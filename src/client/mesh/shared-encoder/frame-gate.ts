/** A camera delivers its frames a little early or late. As a share of the time between two frames. */
const TOLERANCE = 0.5;

/**
 * Returns a function that takes the time of each frame in microseconds, and tells whether the frame is one of `fps` per
 * second.
 */
export function createFrameGate(): (timestamp: number, fps: number) => boolean {
  let due = -Infinity;
  return (timestamp, fps) => {
    const interval = 1_000_000 / fps;
    const early = due - timestamp;
    // After a pause, or when the clock of another camera begins, the frames count from here.
    const isNewCount = Math.abs(early) > 2 * interval;
    if (!isNewCount && early > interval * TOLERANCE) return false;
    due = (isNewCount || early < -interval ? timestamp : due) + interval;
    return true;
  };
}
