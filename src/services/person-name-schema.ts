import { z } from 'zod';
import { NAME_MAX } from '../shared/limits.js';

/** A name with all its accents and spaces is shorter than this before it is normalised, which may take quadratic time. */
const NAME_TYPED_MAX = 8 * NAME_MAX;

/** Accepts a name that others can read, and collapses its spaces. The caller chooses the messages of the issues. */
export function personNameSchema(messages: { missing: string; tooLong: string; invisible: string }) {
  const { missing, tooLong, invisible } = messages;
  return z
    .string(missing)
    .max(NAME_TYPED_MAX, tooLong)
    .transform((typed) => typed.normalize('NFC').trim().replace(/\s+/gu, ' '))
    .pipe(
      z
        .string()
        .min(1, missing)
        .max(NAME_MAX, tooLong)
        // Characters that change the direction of the surrounding text could make one person look like another.
        .regex(/^[^\p{Cc}\u202a-\u202e\u2066-\u2069]*$/u, invisible)
        .regex(/[^\s\p{Cf}]/u, missing),
    );
}
