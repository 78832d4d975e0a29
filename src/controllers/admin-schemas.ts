import { z } from 'zod';
import { USERNAME_MAX } from '../shared/limits.js';
import { CurrentPassword } from './form-schemas.js';

/** No username contains other characters. */
const USERNAME_PART = /^[a-z0-9._-]*$/;

/** Longer than every username, so that a search for a longer text finds nothing. */
const SEARCH_MAX = USERNAME_MAX + 1;

/** `search` is the beginning of a username as the person typed it. A page lists the usernames after `after`. */
export const AdminQuery = z.object({
  search: z
    .string()
    .transform((typed) => typed.trim().toLowerCase().slice(0, SEARCH_MAX))
    .catch(''),
  after: z.string().max(USERNAME_MAX).regex(USERNAME_PART).optional().catch(undefined),
});

/** The address of an action on an account. */
export const AdminTarget = z.object({
  id: z.string().regex(/^[0-9a-f]{24}$/),
  action: z.enum(['disable', 'enable', 'make-admin', 'revoke-admin', 'reset-password']),
});

export const AdminForm = z.object({ adminPassword: CurrentPassword });

/** The token of the link for the first administrator, in the query of the page and in its form. */
export const ClaimForm = z.object({ token: z.string().max(100).catch('') });
