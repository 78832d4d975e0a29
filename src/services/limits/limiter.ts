import type { Attempt, Refused } from './attempt.js';
import type { KeyHash } from './key-hash.js';
import { KeyedQueue } from './keyed-queue.js';
import { charge, cleared, forgottenAt, giveBack, waitMs } from './limit-state.js';
import type { Charged, LimitState, Policy } from './limit-state.js';
import type { LimitStore } from './limit-store.js';

/** One limit that an attempt is charged to. */
export interface Limit {
  /** The name of the limit and what it counts for, for example `['registrations', network]`. */
  readonly key: readonly string[];
  readonly policy: Policy;
  /** What happens when the attempt succeeds: the limit keeps so many points (0 by default), or it forgets all failures. */
  readonly onSuccess?: number | 'forget';
}

export interface Limiter {
  /** Charges one point to each limit, or nothing at all if one of them refuses. Never rejects. */
  begin(limits: readonly Limit[]): Promise<Attempt>;
}

export interface LimiterOptions {
  readonly store: LimitStore;
  readonly hash: KeyHash;
  /** ms since 1970 */
  readonly now: () => number;
}

interface Entry extends Limit {
  readonly id: string;
}

interface Held extends Entry {
  readonly charged: Charged;
  /** The revision after the charge. */
  readonly revision: number;
}

const COST = 1;
/** So often a server tries again when another one has changed the same limits at the same time. */
const TRIES = 20;
/** The wait after so many tries. Other servers are using the same limits without a pause. */
const CONTENTION_MS = 1_000;

/**
 * Charges attempts to limits in a store that several servers share. An attempt is charged before its outcome is known, so
 * that many attempts at once cannot exceed a limit. The costs in calls of the store: a refused attempt 1, a failed one 2,
 * a successful or cancelled one 3.
 */
export function createLimiter({ store, hash, now }: LimiterOptions): Limiter {
  // Without it, the attempts of one process on the same limit would keep overtaking each other in the store.
  const queue = new KeyedQueue();

  async function chargeAll(entries: readonly Entry[]): Promise<readonly Held[] | Refused> {
    const held: Held[] = [];
    const refuse = async (retryAfterMs: number): Promise<Refused> => {
      await change(held, (state, { charged }) => giveBack(state, charged, COST));
      return { allowed: false, retryAfterMs };
    };
    let open = entries;
    for (let tries = 0; tries < TRIES; tries += 1) {
      const stored = await store.read(open.map(({ id }) => id));
      const at = now();
      const waits = open.map(({ id, policy }) => waitMs(policy, stored.get(id)?.state, at, COST));
      const longestMs = Math.max(...waits);
      if (longestMs > 0) return refuse(longestMs);
      const charges = open.map((entry) => {
        const { state, revision = 0 } = stored.get(entry.id) ?? {};
        return {
          ...entry,
          charged: charge(entry.policy, state, { now: at, cost: COST }),
          revision: revision + 1,
        };
      });
      const lost = await store.write(
        charges.map(({ id, policy, charged, revision }) => ({
          id,
          from: revision - 1,
          state: charged.after,
          expiresAt: forgottenAt(policy, charged.after),
        })),
      );
      held.push(...charges.filter(({ id }) => !lost.has(id)));
      open = open.filter(({ id }) => lost.has(id));
      if (open.length === 0) return held;
    }
    return refuse(CONTENTION_MS);
  }

  /** Changes the states of charged limits. Gives up after some tries: then the charge stays until time removes it. */
  async function change(
    held: readonly Held[],
    next: (state: LimitState, held: Held) => LimitState,
  ): Promise<void> {
    let open = held.map((entry) => ({ entry, state: entry.charged.after, from: entry.revision }));
    for (let tries = 0; tries < TRIES && open.length > 0; tries += 1) {
      const lost = await store.write(
        open.map(({ entry, state, from }) => {
          const changed = next(state, entry);
          const expiresAt = forgottenAt(entry.policy, changed);
          return { id: entry.id, from, state: changed, expiresAt };
        }),
      );
      if (lost.size === 0) return;
      const stored = await store.read([...lost]);
      // A state that is missing has been forgotten in the meantime.
      open = open.flatMap(({ entry }) => {
        const found = stored.get(entry.id);
        return lost.has(entry.id) && found ? [{ entry, state: found.state, from: found.revision }] : [];
      });
    }
  }

  return {
    async begin(limits) {
      const entries = limits.map((limit) => ({ ...limit, id: hash(...limit.key) }));
      const ids = entries.map(({ id }) => id);
      const held = await queue.run(ids, () => chargeAll(entries));
      if (!isHeld(held)) return held;
      const settle = (next: (state: LimitState, held: Held) => LimitState) =>
        queue.run(ids, () => change(held, next));
      return {
        allowed: true,
        succeeded: () =>
          settle((state, { charged, onSuccess = 0 }) =>
            onSuccess === 'forget' ? cleared(state) : giveBack(state, charged, COST - onSuccess),
          ),
        cancelled: () => settle((state, { charged }) => giveBack(state, charged, COST)),
      };
    },
  };
}

function isHeld(outcome: readonly Held[] | Refused): outcome is readonly Held[] {
  return Array.isArray(outcome);
}
