import type { ErrorRequestHandler, RequestHandler } from 'express';
import { outline } from '../logging/log.js';
import type { Log } from '../logging/log.js';
import { isDatabaseFailure } from '../services/database-errors.js';
import { BusyError } from '../services/work-limit.js';
import { renderPage, textsOf } from '../views/pages.js';
import { HttpError } from './http-error.js';
import type { ErrorText } from './http-error.js';
import { loggablePath } from './loggable-path.js';

const HEADINGS: Record<number, ErrorText> = {
  400: 'badRequest',
  403: 'notAllowed',
  404: 'notFound',
  413: 'tooLarge',
  429: 'tooManyAttempts',
  503: 'unavailable',
};

/** For failures that carry no text of their own. */
const TEXTS: Record<number, ErrorText> = {
  400: 'requestUnreadable',
  413: 'requestTooLong',
  503: 'cannotSave',
};

export const notFound: RequestHandler = (_req, _res, next) => {
  next(new HttpError(404, 'pageMissing'));
};

/** Answers every failed request. An unexpected error goes to the log, and the page only says that something went wrong. */
export function errorPage(log: Log): ErrorRequestHandler {
  return (error: unknown, req, res, _next) => {
    const { status, text } = presentable(error);
    if (status >= 500 && !(error instanceof BusyError))
      log.error(`${req.method} ${loggablePath(req)} failed ${outline(error)}`);
    if (res.headersSent) {
      // Cuts the answer off, as Express would. But Express would also print the message of the error.
      req.socket.destroy();
      return;
    }
    const texts = textsOf(res).error;
    res.status(status).setHeader('Cache-Control', 'no-store');
    renderPage(res, 'error', {
      status,
      heading: texts[HEADINGS[status] ?? 'failed'](),
      message: texts[text](),
    });
  };
}

function presentable(error: unknown): Pick<HttpError, 'status' | 'text'> {
  if (error instanceof HttpError) return error;
  if (error instanceof BusyError) return { status: 503, text: 'busy' };
  const status = isDatabaseFailure(error) ? 503 : statusOf(error);
  return { status, text: TEXTS[status] ?? 'logged' };
}

/** Express and its parsers put a status below 500 on the requests that they refuse. */
function statusOf(error: unknown): number {
  const status = error instanceof Error && 'status' in error ? error.status : undefined;
  if (typeof status !== 'number' || status < 400 || status > 499) return 500;
  return status in HEADINGS ? status : 400;
}
