/** A camera delivers its frames a little early or late. */
const TOLERANCE = 0.2;

/**
 * Returns a function that takes the time of each frame in microseconds, and tells whether the frame is one of `fps` per
 * second.
 */
export function createFrameGate(): (timestamp: number, fps: number) => boolean {
  let due = -Infinity;
  return (timestamp, fps) => {
    const interval = 1_000_000 / fps;
    if (timestamp < due - interval * TOLERANCE && due - timestamp <= interval) return false;
    // After a pause, or when the clock of another camera begins, the frames count from here.
    due = Math.abs(timestamp - due) <= interval ? due + interval : timestamp + interval;
    return true;
  };
}
