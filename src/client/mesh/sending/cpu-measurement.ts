import type { CameraSharing } from './camera-sharing.js';
import type { CpuMeasurement } from './cpu.js';
import type { PairStats } from './read-stats.js';

export interface CpuSources {
  /** The number of processors. */
  readonly cores: number;
  /** The time in ms that long tasks of the page have taken since the last call. */
  takeLongTaskMs(): number;
  /** Missing where each connection has an encoder of its own. */
  readonly sharing?: CameraSharing;
}

/** What a page measured of its processor between two statistics of all its connections, `ms` apart. */
export function cpuMeasurement(
  all: readonly { before: PairStats; after: PairStats }[],
  ms: number,
  { cores, takeLongTaskMs, sharing }: CpuSources,
): CpuMeasurement {
  const shared = sharing?.takeEffort();
  const grown = (read: (stats: PairStats) => number) =>
    all.reduce((sum, { before, after }) => sum + Math.max(0, read(after) - read(before)), 0);
  const dropped = grown((stats) => stats.framesDropped);
  const frames = dropped + grown((stats) => stats.framesDecoded);
  return {
    isLimited: shared?.isLimited === true || all.some(({ after }) => after.isHeldBackByCpu),
    encodeShare:
      (grown((stats) => stats.encodeSeconds) + (shared?.encodeSeconds ?? 0)) / (ms / 1_000) / cores,
    droppedShare: frames > 0 ? dropped / frames : 0,
    longTaskShare: takeLongTaskMs() / ms,
  };
}
