import { START_BITRATE } from './start-small.js';

/** What one connection measured since the last measurement. Rates are in bits per second. */
export interface PairMeasurement {
  /** The rate that the browser believes the path can carry, for sound and pictures; null where it does not say. */
  readonly available: number | null;
  /** The share of this page's packets that were lost; null if the other end has not reported. */
  readonly loss: number | null;
  /** Whether the browser sends a picture worse than it may, because of the path. */
  readonly isHeldBack: boolean;
  /** What the pictures may use together at present. */
  readonly granted: number;
}

/** What the pictures of one connection may use. */
export interface PairLimit {
  /** In bits per second; Infinity when the path has carried everything so far. */
  readonly rate: number;
  /** Measurements in a row that spoke for less. */
  readonly bad: number;
  /** Measurements in a row that spoke for more. */
  readonly good: number;
  /** Whether the path has proved to be too weak. It then grows slowly. */
  readonly isWeak: boolean;
}

/** A new connection begins with a thumbnail. */
export const NEW_PAIR: PairLimit = { rate: START_BITRATE, bad: 0, good: 0, isWeak: false };
/** What the sound of one direction takes with its headers (Opus at its default rate in browsers). */
export const SOUND_RATE = 50_000;
/** The cheapest picture. Only a shortage of the whole uplink stops it, see `uplink.ts`. */
const RATE_MIN = 50_000;

const UNLIMITED_ABOVE = 3_000_000;
const LOSS_MAX = 0.08;
/** A single bad measurement follows each growth, while the browser probes the path. */
const BAD_NEEDED = 2;
/** Measurements in a row before a weak path may carry more. */
const GOOD_NEEDED = 4;
const FAST_GROWTH = 4;
const SLOW_GROWTH = 1.4;
/** The share of the measured rate that the pictures may use, so that the sound is not delayed. */
const SAFE_SHARE = 0.85;

/** The limit after one more measurement. Measurements come about once per second, and faster at the beginning. */
export function nextLimit(limit: PairLimit, measured: PairMeasurement): PairLimit {
  if (isCongested(measured)) {
    const bad = limit.bad + 1;
    if (bad < BAD_NEEDED) return { ...limit, bad, good: 0 };
    const usable = measured.available === null ? measured.granted / 2 : pictureShare(measured.available);
    const rate = Math.max(RATE_MIN, Math.min(usable, limit.rate, measured.granted));
    return { rate, bad: 0, good: 0, isWeak: true };
  }
  const good = limit.good + 1;
  if (limit.isWeak && good < GOOD_NEEDED) return { ...limit, bad: 0, good };
  const grown = limit.rate * (limit.isWeak ? SLOW_GROWTH : FAST_GROWTH);
  return grown > UNLIMITED_ABOVE
    ? { rate: Infinity, bad: 0, good: 0, isWeak: false }
    : { rate: grown, bad: 0, good: 0, isWeak: limit.isWeak };
}

/** Whether the path carries less than what the pictures may use at present. */
export function isCongested({ available, loss, isHeldBack, granted }: PairMeasurement): boolean {
  if (granted === 0) return false;
  if (loss !== null && loss > LOSS_MAX) return true;
  return isHeldBack && available !== null && available < granted * 0.7 + SOUND_RATE;
}

/** What pictures may use of the rate of a path. The rest is for the sound. */
export function pictureShare(available: number): number {
  return available * SAFE_SHARE - SOUND_RATE;
}
