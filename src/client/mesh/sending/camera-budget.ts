import type { Demand } from './allocate.js';
import type { Level } from './levels.js';

/** Fewer receivers get the sizes that they ask for: together 1.8 Mbit/s in windows of 1920 × 1080. */
const RECEIVERS_MIN = 3;
/** Fewer receivers who see the picture small stay below their budget by themselves. */
const SMALL_RECEIVERS_MIN = 4;
/** Receivers who ask for more lines see the picture large, or have a large screen. */
const SMALL_LINES_MAX = 270;
/** In bits per second. With the sound for three others, a page in a call of four uploads at most 1.8 Mbit/s. */
const TOTAL = 1_600_000;
/**
 * What two receivers get in a call of three people in a window of 1280 × 720, less 30 kbit/s, because each further connection also
 * carries headers and reports about what has arrived.
 */
const SMALL_TOTAL = 500_000;
/** A picture gets smaller before it gets slower than this. The slowness of a small one is noticed less. */
const FPS_MIN = 15;
const FPS_MIN_OF_SMALL = 12;
const SLOW_LINES_MAX = 180;
/** A picture may have so few of the bits of its size, because a smaller one would show even less. */
const DETAIL_MIN = 0.75;

/**
 * In a mesh, a picture for each further person adds to the upload, but the tiles shrink more slowly than the call grows.
 * Limits what the cameras take together in a call of four people and more, so that a large call needs no faster uplink
 * than a call of three. Everyone who sees the picture small gets the same share. Returns the demands in the same order; each
 * keeps at least its cheapest level. `mostLines` is what the camera can deliver: a larger level then takes fewer bits, see `encoding.ts`.
 */
export function fitCameras(demands: readonly Demand[], mostLines: number): Demand[] {
  const cameras = demands.filter(({ source }) => source === 'camera');
  if (cameras.length < RECEIVERS_MIN) return [...demands];
  const small = cameras.filter(({ levels: [best] }) => (best?.height ?? 0) <= SMALL_LINES_MAX);
  const large = cameras.filter((demand) => !small.includes(demand));
  const costOf = ({ levels: [best] }: Demand) => (best ? best.bitrate * shareOf(best, mostLines) : 0);
  const fit = (demand: Demand, ceiling: number) => within(demand, ceiling, mostLines);
  const ofSmall =
    cameras.length < SMALL_RECEIVERS_MIN ? Infinity : ceilingFor(small.map(costOf), SMALL_TOTAL);
  const spent = small.reduce((sum, demand) => sum + costOf(fit(demand, ofSmall)), 0);
  const ofLarge = ceilingFor(large.map(costOf), TOTAL - spent);
  return demands.map((demand) => {
    if (demand.source !== 'camera') return demand;
    return fit(demand, small.includes(demand) ? ofSmall : ofLarge);
  });
}

/** The share of the bits of a level that the camera needs. */
function shareOf({ height }: Level, mostLines: number): number {
  return Math.min(1, (mostLines / height) ** 2);
}

/** The most bits per second that each may take, so that all of them take at most `total`. A small cost leaves its rest to the others. */
function ceilingFor(costs: readonly number[], total: number): number {
  let left = total;
  for (const [at, cost] of costs.toSorted((a, b) => a - b).entries()) {
    const share = left / (costs.length - at);
    if (cost > share) return share;
    left -= cost;
  }
  return Infinity;
}

function within(demand: Demand, ceiling: number, mostLines: number): Demand {
  const levels = demand.levels.flatMap((level) => slowed(level, ceiling / shareOf(level, mostLines)) ?? []);
  return { ...demand, levels: levels.length > 0 ? levels : demand.levels.slice(-1) };
}

/** The level with so few frames that it fits, and then with fewer bits for each; null if it would be too bad. */
function slowed(level: Level, ceiling: number): Level | null {
  if (level.bitrate <= ceiling) return level;
  const perFrame = level.bitrate / level.fps;
  const slowest = Math.min(level.fps, level.height <= SLOW_LINES_MAX ? FPS_MIN_OF_SMALL : FPS_MIN);
  if (ceiling < slowest * perFrame * DETAIL_MIN) return null;
  const fps = Math.max(slowest, Math.floor(ceiling / perFrame));
  return { ...level, fps, bitrate: Math.floor(Math.min(ceiling, fps * perFrame)) };
}
