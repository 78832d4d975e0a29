import { z } from 'zod';
import { LANGUAGES } from '../../messages/messages.js';
import { TITLE_MAX } from '../../shared/limits.js';
import { LoginForm, MeetingCode, RecoveryCode } from '../form-schemas.js';

// What the API takes and answers. The OpenAPI document is generated from these schemas.

const Moment = z.iso.datetime().describe('A moment in UTC, ISO 8601');

/** Long enough for any honest title before its spaces are collapsed. */
const TITLE_TYPED_MAX = 8 * TITLE_MAX;

const Title = z
  .string()
  .max(TITLE_TYPED_MAX)
  .transform((typed) => typed.normalize('NFC').trim().replace(/\s+/gu, ' '))
  .pipe(
    z
      .string()
      .max(TITLE_MAX)
      // Characters that change the direction of the surrounding text could make one title look like another.
      .regex(/^[^\p{Cc}\u202a-\u202e\u2066-\u2069]*$/u)
      .regex(/[^\s\p{Cf}]/u),
  );

export const LoginBody = LoginForm.extend({
  recoveryCode: RecoveryCode.optional().describe(
    'Needed if the account has a second factor: without a right one, the answer is 403 second-factor-required',
  ),
});
export const NewMeetingBody = z.object({ title: Title.optional() });
export const TitleBody = z.object({ title: Title });
export const CodeBody = z.object({ code: MeetingCode });

/** The answer lists what is older than `before`. */
export const HistoryPageQuery = z.object({
  before: Moment.transform((moment) => new Date(moment)).optional(),
});

export const ErrorAnswer = z.object({ error: z.object({ code: z.string(), message: z.string() }) });

export const TokenAnswer = z.object({ token: z.string(), expiresAt: Moment });

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

export const MeetingAnswer = z.object({ code: z.string(), title: z.string(), isHost: z.boolean() });
export const MeetingsAnswer = z.object({ meetings: z.array(MeetingAnswer) });
export const DocumentAnswer = z.record(z.string(), z.unknown());
