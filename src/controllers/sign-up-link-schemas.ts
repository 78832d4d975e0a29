import { z } from 'zod';
import { SIGN_UP_USES_MAX } from '../shared/limits.js';
import { CurrentPassword, problem } from './form-schemas.js';

/** Longer than every token, so that a longer text is an unknown one. */
const INVITATION_MAX = 100;

/** The token of a link, in the query of /register and in its form; empty if there is none. */
export const InvitationForm = z.object({
  invitation: z
    .string()
    .transform((typed) => typed.trim().slice(0, INVITATION_MAX))
    .catch(''),
});

/** At most two digits can be valid. */
const TYPED_MAX = 20;

export const SignUpLinkForm = z.object({
  accounts: z
    .string(problem('accountsInvalid'))
    .max(TYPED_MAX, problem('accountsInvalid'))
    .transform((typed) => (/^\d+$/.test(typed.trim()) ? Number(typed) : 0))
    .pipe(z.number().min(1, problem('accountsInvalid')).max(SIGN_UP_USES_MAX, problem('accountsInvalid'))),
  adminPassword: CurrentPassword,
});

/** `link` is the id of a link. */
export const RevokeSignUpLinkForm = z.object({ link: z.string().max(100).catch('') });
