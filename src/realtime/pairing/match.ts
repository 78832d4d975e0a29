import type { Seat } from '../../services/random-seats.js';

/** The same two people may meet again only when both have waited this long and nobody else fits. */
export const SAME_AGAIN_MS = 5_000;

export type Waiting = Pick<Seat, 'userId' | 'mode' | 'since' | 'lastPartnerId'>;

/** The people who must not meet: one of the two has blocked the other. */
export type AreApart = (userId: string, otherId: string) => boolean;

/**
 * Chooses pairs among the people who wait. The one who has waited longest chooses first, and takes the longest waiting person
 * who fits. So nobody is passed over as long as somebody fits. `now` and `since` are in ms.
 */
export function match<T extends Waiting>(waiting: readonly T[], areApart: AreApart, now: number): [T, T][] {
  const inOrder = [...waiting].sort(
    (one, other) => one.since - other.since || (one.userId < other.userId ? -1 : 1),
  );
  const pairs: [T, T][] = [];
  const taken = new Set<string>();

  function pairUp(fits: (one: T, other: T) => boolean): void {
    for (const [index, one] of inOrder.entries()) {
      if (taken.has(one.userId)) continue;
      const other = inOrder
        .slice(index + 1)
        .find(
          (candidate) =>
            !taken.has(candidate.userId) &&
            candidate.userId !== one.userId &&
            candidate.mode === one.mode &&
            !areApart(one.userId, candidate.userId) &&
            fits(one, candidate),
        );
      if (!other) continue;
      taken.add(one.userId);
      taken.add(other.userId);
      pairs.push([one, other]);
    }
  }

  pairUp((one, other) => !haveJustMet(one, other));
  // Everyone who is left fits nobody but the person of the last pair.
  const hasWaited = ({ since }: T) => now - since >= SAME_AGAIN_MS;
  pairUp((one, other) => hasWaited(one) && hasWaited(other));
  return pairs;
}

function haveJustMet(one: Waiting, other: Waiting): boolean {
  return one.lastPartnerId === other.userId || other.lastPartnerId === one.userId;
}
