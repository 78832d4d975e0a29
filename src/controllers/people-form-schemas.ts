import { z } from 'zod';
import { MeetingCode, Username } from './form-schemas.js';

// The schemas of the addresses and forms of the pages about people.

/** Without `username` there is no search. */
export const PeopleQuery = z.object({ username: Username.optional() });

export const DoNotDisturbForm = z.object({ doNotDisturb: z.enum(['on', 'off']) });

/** `meeting` names the meeting whose link the page shows. */
export const PersonQuery = z.object({ meeting: MeetingCode.optional().catch(undefined) });

export const PersonForm = z.object({
  change: z.enum(['add-favourite', 'remove-favourite', 'block', 'unblock']),
});

/** Without JavaScript, the buttons send their `media` too. The meeting is the same. */
export const CallForm = z.object({ username: Username });
