import { isCongested, pictureShare, type PairLimit, type PairMeasurement } from './pair-limit.js';

/** What all pictures of this page may use together. */
export interface Uplink {
  /** In bits per second; Infinity while nothing shows that the uplink is weak. */
  readonly rate: number;
  /** Measurements in a row with lost packets. */
  readonly bad: number;
  /** Measurements in a row without. */
  readonly good: number;
  /** The number of good ones before the rate grows. Doubles when growth was too much. */
  readonly patience: number;
}

export interface UplinkPair {
  readonly limit: PairLimit;
  readonly measured: PairMeasurement | null;
}

/** More lost packets than this can be heard. */
const LOSS_MAX = 0.02;
const BAD_NEEDED = 2;
const PATIENCE_MIN = 4;
const PATIENCE_MAX = 64;
/** Below this rate, pictures stop, so that the sound has the path for itself. */
const RATE_MIN = 40_000;
const DECREASE = 0.7;
const INCREASE = 1.2;
const INCREASE_BY = 25_000;

export const STRONG_UPLINK: Uplink = { rate: Infinity, bad: 0, good: 0, patience: PATIENCE_MIN };

/**
 * The uplink after one more measurement of all connections. One weak path limits only itself; several weak paths at once
 * show that they share a weak uplink. If another path carries its pictures without loss meanwhile, they do not. The
 * estimates of the paths, added up, are too high for a weak uplink, so lost packets lower the rate further until the sound is whole.
 */
export function nextUplink(uplink: Uplink, pairs: readonly UplinkPair[]): Uplink {
  if (pairs.filter(({ limit }) => limit.isWeak).length < 2) return STRONG_UPLINK;
  // Later, a path may be free of loss because the others send less.
  if (uplink === STRONG_UPLINK && pairs.some(isFree)) return STRONG_UPLINK;
  const estimate = pairs.reduce(
    (sum, { measured }) => sum + Math.max(0, pictureShare(measured?.available ?? 0)),
    0,
  );
  const most = Math.max(estimate, RATE_MIN);
  const rate = Math.min(uplink.rate, most);
  const losses = pairs.flatMap(({ measured }) => measured?.loss ?? []);
  if (losses.length === 0) return { ...uplink, rate };
  if (Math.max(...losses) > LOSS_MAX) return worse({ ...uplink, rate }, pairs);
  const good = uplink.good + 1;
  return good < uplink.patience
    ? { ...uplink, rate, bad: 0, good }
    : { ...uplink, rate: Math.min(rate * INCREASE + INCREASE_BY, most), bad: 0, good: 0 };
}

/** Whether the path carries all that is asked for. An uplink that is too weak loses packets of every path. */
function isFree({ limit, measured }: UplinkPair): boolean {
  if (limit.isWeak || limit.rate !== Infinity || !measured || measured.granted === 0) return false;
  // Not every measurement comes with a report about losses.
  return (measured.loss ?? 0) <= LOSS_MAX && !isCongested(measured);
}

function worse(uplink: Uplink, pairs: readonly UplinkPair[]): Uplink {
  const bad = uplink.bad + 1;
  if (bad < BAD_NEEDED) return { ...uplink, bad, good: 0 };
  const granted = pairs.reduce((sum, { measured }) => sum + (measured?.granted ?? 0), 0);
  const rate = Math.min(uplink.rate, granted) * DECREASE;
  const patience = Math.min(uplink.patience * 2, PATIENCE_MAX);
  return { rate: rate < RATE_MIN ? 0 : rate, bad: 0, good: 0, patience };
}
