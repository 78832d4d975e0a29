import type { ErrorRequestHandler, RequestHandler } from 'express';
import { outline } from '../logging/log.js';
import type { Log } from '../logging/log.js';
import { isDatabaseFailure } from '../services/database-errors.js';
import { BusyError } from '../services/work-limit.js';
import { ApiError } from './api-error.js';
import { HttpError } from './http-error.js';
import type { ErrorText } from './http-error.js';
import { loggablePath } from './loggable-path.js';

export const unknownRoute: RequestHandler = (_req, _res, next) => {
  next(new ApiError(404, 'unknown-route', 'There is nothing at this address for this method.'));
};

/** Answers every failed request of the API with `{ error: { code, message } }`. Unexpected errors go to the log. */
export function apiErrors(log: Pick<Log, 'error'>): ErrorRequestHandler {
  return (error: unknown, req, res, _next) => {
    const { status, code, message } = toApiError(error);
    if (status >= 500 && !(error instanceof BusyError))
      log.error(`${req.method} ${loggablePath(req)} failed ${outline(error)}`);
    if (res.headersSent) {
      // Cuts the answer off, as Express would. But Express would also print the message of the error.
      req.socket.destroy();
      return;
    }
    if (status === 401) res.setHeader('WWW-Authenticate', 'Bearer');
    res.status(status).setHeader('Cache-Control', 'no-store');
    res.json({ error: { code, message } });
  };
}

/** The errors of code that the pages and the API share. */
const SHARED: Partial<Record<ErrorText, ApiError>> = {
  tooOften: new ApiError(429, 'too-many-attempts', 'Too many attempts. Try again in a few minutes.'),
  otherSite: new ApiError(
    403,
    'foreign-origin',
    'Pages of this origin may not use the API with a cookie. Send a token, or add the origin to CORS_ORIGINS.',
  ),
};

/** What the JSON parser refuses, by the `type` of its errors. */
const UNPARSED = new Map([
  ['entity.parse.failed', new ApiError(400, 'invalid-json', 'The body is not valid JSON.')],
  ['entity.too.large', new ApiError(413, 'too-large', 'The body is too long.')],
]);

function toApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  if (error instanceof BusyError)
    return new ApiError(503, 'busy', 'Too many people are logging in. Try again in a few seconds.');
  if (isDatabaseFailure(error))
    return new ApiError(503, 'unavailable', 'The database cannot be reached. Try again later.');
  const shared = error instanceof HttpError ? SHARED[error.text] : undefined;
  if (shared) return shared;
  const { status, type } = (error ?? {}) as { status?: unknown; type?: unknown };
  if (typeof status !== 'number' || status < 400 || status > 499)
    return new ApiError(500, 'internal', 'The server has failed. The log of the server contains the error.');
  return (
    UNPARSED.get(String(type)) ?? new ApiError(400, 'bad-request', 'The server cannot read this request.')
  );
}
