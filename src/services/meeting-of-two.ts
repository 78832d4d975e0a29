import { TITLE_MAX } from '../shared/limits.js';
import type { Invitations } from './invitations.js';
import type { Meeting, Meetings } from './meetings.js';
import type { Person } from './people.js';

/** Creates a meeting that only these two people may enter. The caller is its host. */
export type CreateMeetingOfTwo = (caller: Person, callee: Person) => Promise<Meeting>;

export function createMeetingOfTwo({
  meetings,
  invitations,
}: {
  meetings: Pick<Meetings, 'createInvited'>;
  invitations: Pick<Invitations, 'replace'>;
}): CreateMeetingOfTwo {
  return async (caller, callee) => {
    // Both names suit both people, in every language.
    const title = `${caller.name} & ${callee.name}`.slice(0, TITLE_MAX);
    const meeting = await meetings.createInvited(caller.id, title);
    await invitations.replace(meeting.id, [caller.username, callee.username]);
    return meeting;
  };
}
