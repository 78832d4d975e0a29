import { z } from 'zod';
import { LANGUAGES } from '../../messages/messages.js';
import { SCOPES, TOKEN_DAYS_MAX } from '../../services/api-tokens.js';
import { LoginForm, MeetingCode, RecoveryCode, TokenName } from '../form-schemas.js';
import { Invited, MeetingAccess, NewPasscode, Title } from '../meeting-form-schemas.js';

// What the API takes and answers. The OpenAPI document is generated from these schemas.

const Moment = z.iso.datetime().describe('A moment in UTC, ISO 8601');

export const LoginBody = LoginForm.extend({
  recoveryCode: RecoveryCode.optional().describe(
    'Needed if the account has a second factor: without a right one, the answer is 403 second-factor-required',
  ),
});
/** Missing fields keep their values. A passcode of null removes it. */
export const MeetingBody = z.object({
  title: Title.optional(),
  access: MeetingAccess.optional(),
  passcode: NewPasscode.nullable().optional(),
  locked: z.boolean().optional(),
  allowGuests: z.boolean().optional(),
  invited: Invited.optional(),
});
export const MeetingChangeBody = MeetingBody.refine(
  (body) => Object.values(body).some((value) => value !== undefined),
  'At least one field is needed',
);
export const CodeBody = z.object({ code: MeetingCode });

/** Every token may read. Each scope counts once, in the order of `SCOPES`. */
export const NewTokenBody = LoginForm.pick({ password: true }).extend({
  name: TokenName,
  scopes: z
    .array(z.enum(SCOPES))
    .max(SCOPES.length)
    .refine((scopes) => scopes.includes('read'))
    .transform((scopes) => SCOPES.filter((scope) => scopes.includes(scope)))
    .describe('`read`, or `read` and `write`'),
  expiresInDays: z.int().min(1).max(TOKEN_DAYS_MAX),
});

/** The answer lists what is older than `before`. */
export const HistoryPageQuery = z.object({
  before: Moment.transform((moment) => new Date(moment)).optional(),
});

export const ErrorAnswer = z.object({ error: z.object({ code: z.string(), message: z.string() }) });

export const TokenAnswer = z.object({ token: z.string(), expiresAt: Moment });

export const ListedTokenAnswer = z.object({
  id: z.string(),
  name: z.string(),
  scopes: z.array(z.enum(SCOPES)),
  isLogin: z.boolean().describe('Whether a login through the API has created the token'),
  createdAt: Moment,
  lastUsedAt: Moment.nullable().describe('Up to an hour early; null before the first use'),
  expiresAt: Moment,
});

export const TokensAnswer = z.object({ tokens: z.array(ListedTokenAnswer) });

export const CreatedTokenAnswer = ListedTokenAnswer.extend({
  token: z.string().describe('No other answer contains it'),
});

export const UserAnswer = z.object({
  id: z.string(),
  name: z.string(),
  username: z.string(),
  language: z.enum(LANGUAGES).nullable(),
});

export const EntryAnswer = z.object({
  callId: z.string(),
  code: z.string(),
  title: z.string(),
  joinedAt: Moment,
  leftAt: Moment.nullable(),
  durationSeconds: z.int().min(0).nullable(),
  people: z.array(z.string().nullable()).describe('In order of arrival; null for a deleted account'),
});

export const HistoryAnswer = z.object({
  entries: z.array(EntryAnswer),
  older: Moment.nullable().describe('The value of `before` for the next page, or null on the last page'),
});

const Settings = z.object({
  access: MeetingAccess,
  hasPasscode: z.boolean(),
  locked: z.boolean().describe('Whether nobody but the host may enter anew'),
  allowGuests: z.boolean(),
  invited: z.array(z.string()).describe('Usernames, in alphabetical order'),
});

export const MeetingAnswer = z.object({
  code: z.string(),
  title: z.string(),
  isHost: z.boolean(),
  settings: Settings.nullable().describe('Null for everyone but the host, and in lists'),
});
export const MeetingsAnswer = z.object({ meetings: z.array(MeetingAnswer) });
export const DocumentAnswer = z.record(z.string(), z.unknown());
