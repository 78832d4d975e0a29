import type { People } from '../services/people.js';
import type { MissedRing, Rings } from '../services/rings.js';
import type { CallAttempt, MissedCalls } from '../views/people-pages.js';
import { personPath } from './person-path.js';

export interface CallAttemptsOptions {
  readonly rings: Rings;
  readonly people: People;
}

/** The calls of and to the user that nobody answered, newest first, as the history shows them. */
export async function callAttempts(
  { rings, people }: CallAttemptsOptions,
  userId: string,
  page: { limit: number; before?: Date },
): Promise<CallAttempt[]> {
  const unanswered = await rings.unanswered(userId, page);
  const known = new Map(
    (await people.withIds(unanswered.map(({ otherId }) => otherId))).map((p) => [p.id, p]),
  );
  return unanswered.map((ring) => {
    const person = known.get(ring.otherId);
    return {
      kind: kindOf(ring),
      at: ring.startedAt,
      name: person?.name ?? '',
      path: person ? personPath(person.username) : null,
    };
  });
}

/** Null if the user has missed no call since the last look at the history. */
export async function missedCalls(
  { rings, people }: CallAttemptsOptions,
  userId: string,
): Promise<MissedCalls | null> {
  const callers = await rings.unseenCallers(userId);
  const [last] = callers;
  if (last === undefined) return null;
  const [person] = await people.withIds([last]);
  return { count: callers.length, lastName: person?.name ?? '' };
}

function kindOf({ isOutgoing, outcome }: MissedRing): CallAttempt['kind'] {
  if (isOutgoing) return 'unanswered';
  return outcome === 'declined' ? 'declined' : 'missed';
}
