/** What has arrived of the camera of another person since the connection began. */
export interface CameraTotals {
  /** Without headers. */
  readonly bytes: number;
  /** In frames. */
  readonly decoded: number;
}

export interface CameraWatch {
  readonly totals: CameraTotals;
  /** The time of the totals, in ms. */
  readonly at: number;
  /** For how long data have arrived without a frame that could be decoded. */
  readonly stuckMs: number;
}

/** A picture that stands still for so long asks for another encoder. */
const STUCK_MS = 2_000;
/** In bits per second: fewer than any camera sends, so only repairs have arrived. */
const BITRATE_MIN = 16_000;

export function nextWatch(watch: CameraWatch | null, totals: CameraTotals, at: number): CameraWatch {
  if (!watch) return { totals, at, stuckMs: 0 };
  const ms = at - watch.at;
  const hasData = (totals.bytes - watch.totals.bytes) * 8 > (BITRATE_MIN * ms) / 1_000;
  const isStuck = hasData && totals.decoded === watch.totals.decoded;
  return { totals, at, stuckMs: isStuck ? watch.stuckMs + ms : 0 };
}

export function isStuck({ stuckMs }: CameraWatch): boolean {
  return stuckMs >= STUCK_MS;
}
