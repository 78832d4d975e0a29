import type { RingingOptions } from './realtime/ringing/ringing.js';
import type { SendAwayNotice } from './services/away-notices.js';
import { createBlocks } from './services/blocks.js';
import { createFavourites } from './services/favourites.js';
import type { Invitations } from './services/invitations.js';
import type { Limits } from './services/limits/limits.js';
import { createMeetingOfTwo } from './services/meeting-of-two.js';
import type { Meetings } from './services/meetings.js';
import { createPeople } from './services/people.js';
import { createRecentPeople } from './services/recent-people.js';
import { createRings } from './services/rings.js';

export interface PeoplePartsOptions {
  readonly meetings: Meetings;
  readonly invitations: Invitations;
  readonly limits: Pick<Limits, 'personSearches' | 'rings'>;
  readonly ringMs: number;
  readonly graceMs?: number;
  readonly sendAwayNotice?: SendAwayNotice;
  /** ms since 1970 */
  readonly now: () => number;
}

/** Everything that the pages about people and the calls to them need. */
export function createPeopleParts({ meetings, invitations, limits, now, ...ring }: PeoplePartsOptions) {
  const people = createPeople();
  const blocks = createBlocks();
  const rings = createRings(now);
  const createMeeting = createMeetingOfTwo({ meetings, invitations });
  const ringing: RingingOptions = {
    people,
    blocks,
    rings,
    ringQuota: limits.rings,
    createMeetingOfTwo: createMeeting,
    ...ring,
  };
  return {
    rings,
    ringing,
    /** For the pages. */
    pages: {
      people,
      blocks,
      rings,
      favourites: createFavourites(),
      recentPeople: createRecentPeople({ people, blocks, rings }),
      personSearches: limits.personSearches,
      createMeetingOfTwo: createMeeting,
    },
  };
}
