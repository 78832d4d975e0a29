/** What the camera is asked to deliver. */
export interface CaptureSize {
  readonly height: number;
  readonly fps: number;
}

export interface CaptureState {
  readonly size: CaptureSize;
  /** Since when less would be enough, in ms on the page's clock; null if it would not. */
  readonly lessSince: number | null;
}

/** What the page before the call asks the camera for. */
export const FIRST_CAPTURE: CaptureState = { size: { height: 360, fps: 30 }, lessSince: null };

const HEIGHTS = [180, 360, 720] as const;
/** Those that receivers ask for: to leave out one frame of five here would show as a jerk. */
const RATES = [15, 16, 20, 30] as const;
/** Many cameras stop for a moment when they change their size, so the page does that rarely. */
const PATIENCE_MS = 8_000;

/** The smallest size that gives `needed` without enlarging it. */
export function captureFor(needed: CaptureSize): CaptureSize {
  return {
    height: HEIGHTS.find((height) => height >= needed.height) ?? 720,
    fps: RATES.find((fps) => fps >= needed.fps) ?? 30,
  };
}

/** Grows at once, because somebody looks at it, and shrinks after a while. */
export function nextCapture(state: CaptureState, needed: CaptureSize, now: number): CaptureState {
  const wanted = captureFor(needed);
  const { height, fps } = state.size;
  if (wanted.height > height || wanted.fps > fps) {
    return {
      size: { height: Math.max(wanted.height, height), fps: Math.max(wanted.fps, fps) },
      lessSince: null,
    };
  }
  if (wanted.height === height && wanted.fps === fps) return { size: state.size, lessSince: null };
  if (state.lessSince === null) return { size: state.size, lessSince: now };
  if (now - state.lessSince < PATIENCE_MS) return state;
  return { size: wanted, lessSince: null };
}
