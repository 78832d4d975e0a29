import { SOUND_RATE } from '../sending/pair-limit.js';

/** What one connection measured. Rates are in bits per second. */
export interface PathMeasurement {
  /** The rate that the browser believes the path can carry, for sound and pictures; null where it does not say. */
  readonly available: number | null;
  /** The share of this page's packets that were lost; null if the other end has not reported. */
  readonly loss: number | null;
  /** What the pictures may use together at present. */
  readonly granted: number;
}

/** Whether the path of one connection carries pictures from an encoder that does not adapt to it. */
export interface Carry {
  readonly carries: boolean;
  /** Measurements in a row that had enough room, while the connection had its own encoder. */
  readonly good: number;
  /** Measurements in a row that had too little room, while the connection had its own encoder. */
  readonly tight: number;
  /** The number of good ones before the shared encoder serves the connection. Grows with each time that this failed. */
  readonly patience: number;
}

/**
 * The shared encoder sends at its rate, whatever the browser estimates for a path: without this rule, a path of 600 kbit/s
 * was offered up to 3 Mbit/s and froze for seconds. The two shares are those of `docs/encode-once.md`.
 */
const LEAVE_BELOW = 1.15;
const ENTER_ABOVE = 1.6;
const LOSS_MAX = 0.08;
/** In measurements, which is four seconds. */
const PROBE_AFTER = 8;
const PATIENCE_FIRST = 2;
const PATIENCE_AFTER_FAILURE = 4;
const PATIENCE_MAX = 128;

export const NEW_CARRY: Carry = { carries: false, good: 0, tight: 0, patience: PATIENCE_FIRST };

/** The state after one more measurement. Measurements come twice per second. */
export function nextCarry(carry: Carry, { available, loss, granted }: PathMeasurement): Carry {
  if (granted === 0) return carry; // nothing was sent, so nothing was measured
  const isLossy = loss !== null && loss > LOSS_MAX;
  const room = available ?? 0; // without an estimate, nothing would warn
  if (carry.carries) {
    if (!isLossy && room >= granted * LEAVE_BELOW + SOUND_RATE) return carry;
    const patience = Math.min(Math.max(carry.patience * 2, PATIENCE_AFTER_FAILURE), PATIENCE_MAX);
    return { carries: false, good: 0, tight: 0, patience };
  }
  if (isLossy || room < granted * ENTER_ABOVE + SOUND_RATE)
    return { ...carry, good: 0, tight: carry.tight + 1 };
  const good = carry.good + 1;
  return { ...carry, carries: good >= carry.patience, good, tight: 0 };
}

/**
 * Whether the browser should measure the path again now. An estimate grows with what is sent, and a plain picture sends far
 * less than it may, so an estimate that began low stays low for good. The questions get rarer, because a path may be narrow.
 */
export function asksForProbe({ tight }: Carry): boolean {
  return tight >= PROBE_AFTER && Number.isInteger(Math.log2(tight / PROBE_AFTER));
}
