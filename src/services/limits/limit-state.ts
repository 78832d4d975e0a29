// Pure: all times are parameters, in ms since 1970.

/** How far one key has used up one limit. */
export interface LimitState {
  /** The points that were charged and that time had not removed yet at the time `at`. May have a fraction. */
  readonly level: number;
  /** The time of the last charge. */
  readonly at: number;
  /** The next charge is possible from this time on. 0: without a delay. */
  readonly until: number;
}

export interface Policy {
  /** No charge may raise the level above this. */
  readonly capacity: number;
  /** Time removes one point in so many ms. */
  readonly drainMs: number;
  /** The delay in ms that follows a charge which has raised the level to `level`. */
  delayMs(level: number): number;
}

/** A change of a state that can be undone. */
export interface Charged {
  readonly cost: number;
  readonly before: LimitState;
  readonly after: LimitState;
}

const UNUSED: LimitState = { level: 0, at: 0, until: 0 };
/** In ms. Sums of fractions are not exact, and a wait that has passed must be over. */
const ROUNDING_MS = 0.001;

/** Grants `capacity` points at once, and then one point every `drainMs`. */
export function quotaPolicy({ capacity, drainMs }: Pick<Policy, 'capacity' | 'drainMs'>): Policy {
  return { capacity, drainMs, delayMs: () => 0 };
}

/**
 * After `free` failures, each further one doubles the delay until the next attempt: `firstMs`, then twice as long, up to
 * `maxMs`. Time forgets one failure every `maxMs`. At the longest delay, each new failure therefore only replaces a
 * forgotten one, so the level stops growing.
 */
export function growingDelay({
  free,
  firstMs = 1_000,
  maxMs = 15 * 60_000,
}: {
  free: number;
  firstMs?: number;
  maxMs?: number;
}): Policy {
  return {
    capacity: Infinity,
    drainMs: maxMs,
    // A level with a fraction has a delay between the two whole ones: it does not jump when time removes a little.
    delayMs: (level) => (level <= free ? 0 : Math.min(maxMs, firstMs * 2 ** (level - free - 1))),
  };
}

/** The time in ms until a charge of `cost` points is possible; 0 if it is possible now. */
export function waitMs(policy: Policy, state: LimitState | undefined, now: number, cost: number): number {
  const surplus = levelAt(policy, state ?? UNUSED, now) + cost - policy.capacity;
  const drainedInMs = surplus > 0 ? surplus * policy.drainMs - ROUNDING_MS : 0;
  return Math.max(0, Math.ceil(drainedInMs), Math.ceil((state?.until ?? 0) - now));
}

/** Charges without a check. */
export function charge(
  policy: Policy,
  before: LimitState = UNUSED,
  { now, cost }: { now: number; cost: number },
): Charged {
  const level = levelAt(policy, before, now) + cost;
  const delayMs = policy.delayMs(level);
  const after = { level, at: Math.max(now, before.at), until: delayMs > 0 ? now + delayMs : 0 };
  return { cost, before, after };
}

/** Gives `points` of a charge back. Its delay ends, unless a later charge has set another one. */
export function giveBack(state: LimitState, { before, after }: Charged, points: number): LimitState {
  return {
    ...state,
    level: Math.max(0, state.level - points),
    until: state.until === after.until ? before.until : state.until,
  };
}

/** Forgets all charges. */
export function cleared(state: LimitState): LimitState {
  return { ...state, level: 0, until: 0 };
}

/** The time from which on the state equals one that was never charged. */
export function forgottenAt(policy: Policy, { level, at, until }: LimitState): number {
  return Math.max(at + level * policy.drainMs, until);
}

/** A clock that is set back does not change the level. */
function levelAt(policy: Policy, { level, at }: LimitState, now: number): number {
  return Math.max(0, level - Math.max(0, now - at) / policy.drainMs);
}
