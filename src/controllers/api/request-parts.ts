import type { Request } from 'express';
import type { z } from 'zod';
import { ApiError } from '../../middleware/api-error.js';
import type { Refused } from '../../services/limits/attempt.js';

/** @throws {ApiError} 422 `invalid-body`, which names the fields */
export function bodyOf<T>(req: Request, schema: z.ZodType<T>): T {
  const body = schema.safeParse(req.body ?? {});
  if (body.success) return body.data;
  const fields = [...new Set(body.error.issues.map(({ path }) => path.join('.')))].filter(Boolean);
  const message =
    fields.length > 0
      ? `These fields of the body are missing or invalid: ${fields.join(', ')}.`
      : 'The body must be a JSON object.';
  throw new ApiError(422, 'invalid-body', message);
}

/** @throws {ApiError} 400 `invalid-query` */
export function queryOf<T>(req: Request, schema: z.ZodType<T>): T {
  const query = schema.safeParse(req.query);
  if (query.success) return query.data;
  throw new ApiError(400, 'invalid-query', 'The query string is invalid.');
}

export function unknownMeeting(): ApiError {
  return new ApiError(404, 'unknown-meeting', 'There is no meeting with this code.');
}

/** 429 with the time after which the next meeting is possible */
export function tooManyMeetings({ retryAfterMs }: Refused): ApiError {
  return new ApiError(
    429,
    'too-many-meetings',
    'Too many new meetings. Try again in a minute.',
    retryAfterMs,
  );
}
