import { z } from 'zod';
import type { Messages } from '../messages/messages.js';
import { LANGUAGES } from '../messages/messages.js';
import { isCommonPassword } from '../security/common-passwords.js';
import type { Scope } from '../services/api-tokens.js';
import { meetingCodeSchema } from '../services/meeting-code-schema.js';
import { personNameSchema } from '../services/person-name-schema.js';
import {
  INVITED_MAX,
  NAME_MAX,
  PASSCODE_MAX,
  PASSCODE_MIN,
  PASSWORD_MAX_BYTES,
  PASSWORD_MIN,
  SIGN_UP_USES_MAX,
  TITLE_MAX,
  USERNAME_MAX,
  USERNAME_MIN,
} from '../shared/limits.js';
import { THEMES } from '../views/theme.js';

// The schemas of all forms and addresses. Each issue of a schema names its text in the message files.

type FormTexts = Messages['forms'];
type FormProblem = keyof FormTexts;

/** No honest value is longer, and a value of this length costs little to check. In UTF-16 code units. */
const TYPED_MAX = 2_048;

/** The numbers that texts of forms may mention. */
const LIMITS = {
  nameMax: NAME_MAX,
  usernameMin: USERNAME_MIN,
  usernameMax: USERNAME_MAX,
  passwordMin: PASSWORD_MIN,
  passwordMaxBytes: PASSWORD_MAX_BYTES,
  passcodeMin: PASSCODE_MIN,
  passcodeMax: PASSCODE_MAX,
  titleMax: TITLE_MAX,
  invitedMax: INVITED_MAX,
  accountsMax: SIGN_UP_USES_MAX,
};

/** Lets the compiler check that the message files have the text. */
export const problem = (key: FormProblem): string => key;
/** Like `problem`, but skips the remaining checks, so that a field shows one text. */
const lastProblem = (key: FormProblem) => ({ error: key, abort: true });

function nameSchema(missing: string) {
  return personNameSchema({ missing, tooLong: problem('nameTooLong'), invisible: problem('nameInvisible') });
}
const Name = nameSchema(problem('nameMissing'));

export const Username = z
  .string(problem('usernameMissing'))
  .max(TYPED_MAX, problem('usernameTooLong'))
  .transform((typed) => typed.trim().toLowerCase())
  .pipe(
    z
      .string()
      .min(1, lastProblem('usernameMissing'))
      .min(USERNAME_MIN, lastProblem('usernameTooShort'))
      .max(USERNAME_MAX, lastProblem('usernameTooLong'))
      .regex(/^[a-z0-9][a-z0-9._-]*$/, problem('usernameInvalid')),
  );

const NewPassword = z
  .string(problem('passwordMissing'))
  .min(1, lastProblem('passwordMissing'))
  .min(PASSWORD_MIN, lastProblem('passwordTooShort'))
  .refine((typed) => Buffer.byteLength(typed) <= PASSWORD_MAX_BYTES, lastProblem('passwordTooLong'))
  .refine((typed) => !isCommonPassword(typed), lastProblem('passwordCommon'))
  .refine((typed) => !typed.includes('\0'), problem('passwordInvisible'));

export const RegisterForm = z.object({ name: Name, username: Username, password: NewPassword });

/** Bounds the credentials. Only the comparison with the stored hash decides whether they are right. */
export const LoginForm = z.object({
  username: z.string().trim().min(1).max(TYPED_MAX),
  password: z.string().min(1).max(TYPED_MAX),
});

export const MeetingCode = meetingCodeSchema({
  missing: problem('codeMissing'),
  invalid: problem('codeInvalid'),
});

export const JoinForm = z.object({ code: MeetingCode });

export const ThemeForm = z.object({ theme: z.enum(THEMES) });

/** Without `name` the name stays. An empty language stands for that of the browser and becomes null. */
export const AccountForm = z.object({
  name: Name.optional(),
  language: z.enum(['', ...LANGUAGES], problem('languageInvalid')).transform((chosen) => chosen || null),
});

/** Only the comparison with the stored hash decides whether it is right. */
export const CurrentPassword = z
  .string(problem('currentPasswordMissing'))
  .min(1, problem('currentPasswordMissing'))
  .max(TYPED_MAX, problem('passwordTooLong'));

export const PasswordForm = z.object({ currentPassword: CurrentPassword, newPassword: NewPassword });

/** `session` is the `id` of a `UserSession`, or `all`. */
export const EndSessionForm = z.object({
  session: z
    .string(problem('sessionMissing'))
    .min(1, problem('sessionMissing'))
    .max(64, problem('sessionMissing')),
  sessionPassword: CurrentPassword,
});

/** The name of an API token. */
export const TokenName = nameSchema(problem('tokenNameMissing'));

/** The scopes behind each choice of the form. A token that may write may read too. */
export const TOKEN_ACCESS = { read: ['read'], write: ['read', 'write'] } as const satisfies Record<
  string,
  readonly Scope[]
>;

/** The lifetimes that the form offers. */
export const TOKEN_DAYS = ['7', '30', '90', '365'] as const;

export const TokenForm = z.object({
  tokenName: TokenName,
  tokenAccess: z
    .enum(['read', 'write'], problem('tokenAccessMissing'))
    .transform((access) => TOKEN_ACCESS[access]),
  tokenDays: z.enum(TOKEN_DAYS, problem('tokenDaysInvalid')).transform(Number),
  tokenPassword: CurrentPassword,
});
export const PasskeyForm = z.object({ passkeyName: nameSchema(problem('passkeyNameMissing')) });

/** No code is longer, however people separate its groups. */
const RECOVERY_CODE_TYPED_MAX = 64;

/** Only the comparison with the stored hashes decides whether it is right. */
export const RecoveryCode = z.string().trim().min(1).max(RECOVERY_CODE_TYPED_MAX);
export const RecoveryCodeForm = z.object({ recoveryCode: RecoveryCode });

export const ConfirmedActionName = z.enum(['add', 'remove', 'codes', 'second-factor']);
export const ConfirmationForm = z.object({ confirmPassword: CurrentPassword });

/** A device with notifications. */
export const DeviceForm = z.object({ device: z.string().regex(/^[0-9a-f]{24}$/) });

export const DeletionForm = z.object({ deletePassword: CurrentPassword });

/** `before` is a moment in UTC as it stands in the link to the next page; a page lists what is older. */
export const HistoryQuery = z.object({
  before: z.iso
    .datetime()
    .transform((moment) => new Date(moment))
    .optional()
    .catch(undefined),
});

/** The first problem of each field, in the language of `texts`. */
export function fieldErrors<Field extends string>(
  error: z.core.$ZodError,
  fields: readonly Field[],
  texts: FormTexts,
): Partial<Record<Field, string>> {
  const errors: Partial<Record<Field, string>> = {};
  for (const { path, message } of error.issues) {
    const field = fields.find((name) => name === path[0]);
    if (field !== undefined) errors[field] ??= texts[message as FormProblem](LIMITS);
  }
  return errors;
}

/** The values that the person typed, cut to `TYPED_MAX`, so that a refused form can show them again. */
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
