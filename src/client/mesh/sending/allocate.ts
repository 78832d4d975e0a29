import { heightOf, type Level } from './levels.js';
import type { PictureSource } from './wishes.js';

/** One picture that somebody wants to see, with the levels in which it can be sent, from the best to the cheapest. */
export interface Demand {
  readonly participantId: string;
  readonly source: PictureSource;
  readonly levels: readonly Level[];
}

/** In bits per second, for pictures only: the caller has subtracted the sound. Infinity where nothing limits. */
export interface Limits {
  readonly total: number;
  readonly byParticipant: ReadonlyMap<string, number>;
}

/**
 * Shares the uplink among the pictures: screens come first, then the pictures that are shown largest, which are those of
 * the speaker and of pinned people. Everyone gets the cheapest level first, as far as it goes; the rest raises the
 * pictures in that order. Returns the level of each demand, in the order of `demands`; null for a picture that must wait.
 */
export function allocate(demands: readonly Demand[], limits: Limits): (Level | null)[] {
  const granted = new Map<Demand, Level>();
  let total = limits.total;
  const left = new Map(limits.byParticipant);
  const inOrder = demands.toSorted(byImportance);

  const spend = (demand: Demand, level: Level): void => {
    const more = level.bitrate - (granted.get(demand)?.bitrate ?? 0);
    granted.set(demand, level);
    total -= more;
    left.set(demand.participantId, (left.get(demand.participantId) ?? Infinity) - more);
  };
  const isAffordable = (demand: Demand, level: Level): boolean => {
    const more = level.bitrate - (granted.get(demand)?.bitrate ?? 0);
    return more <= total && more <= (left.get(demand.participantId) ?? Infinity);
  };

  const served = new Set<string>();
  for (const demand of inOrder) {
    const cheapest = demand.levels.at(-1);
    if (!cheapest) continue;
    // A weak path still gets its first picture, which the browser sends as well as it can.
    const isFirst = !served.has(demand.participantId) && cheapest.bitrate <= total;
    if (!isFirst && !isAffordable(demand, cheapest)) continue;
    served.add(demand.participantId);
    spend(demand, cheapest);
  }
  for (const demand of inOrder) {
    if (!granted.has(demand)) continue;
    const best = demand.levels.find((level) => isAffordable(demand, level));
    if (best) spend(demand, best);
  }
  return demands.map((demand) => granted.get(demand) ?? null);
}

function byImportance(a: Demand, b: Demand): number {
  if (a.source !== b.source) return a.source === 'screen' ? -1 : 1;
  return sizeOf(b) - sizeOf(a);
}

function sizeOf({ levels: [best] }: Demand): number {
  return best ? heightOf(best) : 0;
}
