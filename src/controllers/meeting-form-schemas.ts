import { z } from 'zod';
import { ACCESS } from '../services/meetings.js';
import { passcodeSchema } from '../services/passcode-schema.js';
import { INVITED_MAX, PASSCODE_MIN, PASSWORD_MAX_BYTES, TITLE_MAX } from '../shared/limits.js';
import { problem, Username } from './form-schemas.js';

// The schemas of the page of a meeting. The API uses the parts.

/** Long enough for any honest title before its spaces are collapsed. */
const TITLE_TYPED_MAX = 8 * TITLE_MAX;
/** Room for all usernames with separators. */
const INVITED_TYPED_MAX = 8_192;

export const Title = z
  .string(problem('titleMissing'))
  .max(TITLE_TYPED_MAX, problem('titleTooLong'))
  .transform((typed) => typed.normalize('NFC').trim().replace(/\s+/gu, ' '))
  .pipe(
    z
      .string()
      .max(TITLE_MAX, problem('titleTooLong'))
      // Characters that change the direction of the surrounding text could make one title look like another.
      .regex(/^[^\p{Cc}\u202a-\u202e\u2066-\u2069]*$/u, problem('titleInvisible'))
      .regex(/[^\s\p{Cf}]/u, problem('titleMissing')),
  );

/** A passcode that a host sets. */
export const NewPasscode = passcodeSchema(problem('passcodeTooLong')).pipe(
  z
    .string()
    .min(PASSCODE_MIN, problem('passcodeTooShort'))
    // bcrypt ignores everything after that.
    .refine((typed) => Buffer.byteLength(typed) <= PASSWORD_MAX_BYTES, problem('passcodeTooLong')),
);

export const MeetingAccess = z.enum(ACCESS, problem('accessMissing'));

export const Invited = z
  .array(Username)
  .max(INVITED_MAX, problem('invitedTooMany'))
  .transform((usernames) => [...new Set(usernames)]);

const Checkbox = z
  .string()
  .optional()
  .transform((value) => value !== undefined);

/** An empty passcode keeps the present one. */
export const MeetingForm = z
  .object({
    title: Title,
    access: MeetingAccess,
    // A union would hide the text of the problem.
    passcode: z
      .string(problem('passcodeTooShort'))
      .transform((typed) => (typed === '' ? undefined : typed))
      .pipe(NewPasscode.optional())
      .optional(),
    removePasscode: Checkbox,
    allowGuests: Checkbox,
    locked: Checkbox,
    invited: z
      .string(problem('invitedInvalid'))
      .max(INVITED_TYPED_MAX, problem('invitedTooMany'))
      .transform((typed, context) => {
        const names = typed
          .split(/[\s,;]+/)
          .map((name) => name.replace(/^@/, ''))
          .filter(Boolean);
        const invited = Invited.safeParse(names);
        if (invited.success) return invited.data;
        // One text for all usernames, because the field holds many.
        const message = problem(names.length > INVITED_MAX ? 'invitedTooMany' : 'invitedInvalid');
        context.issues.push({ code: 'custom', message, input: typed });
        return z.NEVER;
      }),
  })
  .transform(({ removePasscode, passcode, ...rest }) => ({
    ...rest,
    passcode: passcode ?? (removePasscode ? null : undefined),
  }));

export const HOST_FORM_TOOLS = [
  'admit',
  'deny',
  'mute',
  'ask-to-unmute',
  'stop-share',
  'lower-hand',
  'remove',
  'lock',
  'unlock',
  'make-co-host',
  'remove-co-host',
  'hand-over',
  'end-call',
] as const;

/** A button of the list of people. Without a participant, the tool concerns everyone. */
export const HostToolForm = z.object({
  tool: z.enum(HOST_FORM_TOOLS),
  participant: z.string().min(1).max(64).optional(),
});
