import { z } from 'zod';
import { isCommonPassword } from './common-passwords.js';
import { parseMeetingCode } from './meeting-code.js';
import { NAME_MAX, PASSWORD_MAX_BYTES, PASSWORD_MIN, USERNAME_MAX, USERNAME_MIN } from './shared/limits.js';

// All that forms and addresses may carry. Each message is a sentence for the person who typed, with the next step.

/** Longer than anything honest, and short enough to be looked at. */
const TYPED_MAX = 2_048;

const NO_NAME = 'Enter the name that others will see.';
const NO_USERNAME = 'Enter a username.';
const NO_PASSWORD = 'Enter a password.';
const BAD_USERNAME =
  'Use letters from a to z, digits, and . _ - in the username; begin it with a letter or a digit.';
const NO_CODE = 'Enter the code of a meeting, like abc-defg-hjk, or its whole link.';
const BAD_CODE = 'This is not a meeting code. It has letters and digits, with hyphens between them.';

const Name = z
  .string(NO_NAME)
  .transform((typed) => typed.normalize('NFC').trim().replace(/\s+/gu, ' '))
  .pipe(
    z
      .string()
      .min(1, NO_NAME)
      .max(NAME_MAX, `Use at most ${NAME_MAX} characters for the name.`)
      // What changes the direction of the text around it could make one person look like another.
      .regex(/^[^\p{Cc}\u202a-\u202e\u2066-\u2069]*$/u, 'Use no invisible signs in the name.')
      .regex(/[^\s\p{Cf}]/u, NO_NAME),
  );

const Username = z
  .string(NO_USERNAME)
  .transform((typed) => typed.trim().toLowerCase())
  .pipe(
    z
      .string()
      .min(1, { error: NO_USERNAME, abort: true })
      .min(USERNAME_MIN, { error: `Use at least ${USERNAME_MIN} characters for the username.`, abort: true })
      .max(USERNAME_MAX, { error: `Use at most ${USERNAME_MAX} characters for the username.`, abort: true })
      .regex(/^[a-z0-9][a-z0-9._-]*$/, BAD_USERNAME),
  );

const NewPassword = z
  .string(NO_PASSWORD)
  .min(1, { error: NO_PASSWORD, abort: true })
  .min(PASSWORD_MIN, { error: `Use at least ${PASSWORD_MIN} characters for the password.`, abort: true })
  .refine((typed) => Buffer.byteLength(typed) <= PASSWORD_MAX_BYTES, {
    error: `This password is too long. Use at most ${PASSWORD_MAX_BYTES} characters, fewer if some are not plain letters.`,
    abort: true,
  })
  .refine((typed) => !isCommonPassword(typed), {
    error: 'This password is one of the first an attacker tries. Choose another one.',
    abort: true,
  })
  .refine((typed) => !typed.includes('\0'), 'Use no invisible signs in the password.');

export const RegisterForm = z.object({ name: Name, username: Username, password: NewPassword });

/** Only what can be compared at all: whether it is right is told by the comparison alone. */
export const LoginForm = z.object({
  username: z.string(NO_USERNAME).trim().min(1, NO_USERNAME).max(TYPED_MAX),
  password: z.string(NO_PASSWORD).min(1, NO_PASSWORD).max(TYPED_MAX),
});

export const MeetingCode = z
  .string(NO_CODE)
  .max(TYPED_MAX, BAD_CODE)
  .transform((typed, context) => {
    const code = parseMeetingCode(typed);
    if (code !== null) return code;
    context.issues.push({ code: 'custom', message: typed.trim() === '' ? NO_CODE : BAD_CODE, input: typed });
    return z.NEVER;
  });

export const JoinForm = z.object({ code: MeetingCode });

/** `before` is the moment after which the page of the list ends, as it stands in the link to it. */
export const HistoryQuery = z.object({
  before: z.iso
    .datetime()
    .transform((moment) => new Date(moment))
    .optional()
    .catch(undefined),
});

/** The first sentence for each field that must be changed. */
export function fieldErrors<Field extends string>(
  error: z.core.$ZodError,
  fields: readonly Field[],
): Partial<Record<Field, string>> {
  const errors: Partial<Record<Field, string>> = {};
  for (const { path, message } of error.issues) {
    const field = fields.find((name) => name === path[0]);
    if (field !== undefined) errors[field] ??= message;
  }
  return errors;
}

/** What was typed into these fields, to be shown again. */
export function typedValues<Field extends string>(
  body: unknown,
  fields: readonly Field[],
): Record<Field, string> {
  const typed: Record<string, unknown> = { ...(typeof body === 'object' ? body : null) };
  return Object.fromEntries(
    fields.map((field) => {
      const value = typed[field];
      return [field, typeof value === 'string' ? value.slice(0, TYPED_MAX) : ''];
    }),
  ) as Record<Field, string>;
}
