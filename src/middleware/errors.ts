import type { ErrorRequestHandler, RequestHandler } from 'express';
import { outline } from '../log.js';
import type { Log } from '../log.js';
import { renderPage } from '../views/pages.js';
import { HttpError } from './http-error.js';

const HEADINGS: Record<number, string> = {
  400: 'This cannot be understood',
  403: 'Not allowed',
  404: 'Not found',
  413: 'Too much at once',
  429: 'Too many attempts',
  503: 'Not just now',
};
const FAILURE = 'Something went wrong';

const SENTENCES: Record<number, string> = {
  400: 'The server could not read this request. Go back and try again.',
  413: 'That was more than the server takes. Shorten it and try again.',
  503: 'The server cannot save anything just now. Try again in a moment.',
};

export const notFound: RequestHandler = (_req, _res, next) => {
  next(new HttpError(404, 'There is no such page. Check the address.'));
};

/** The only place that answers a failure. What is not meant for people is logged, and told as "went wrong". */
export function errorPage(log: Log): ErrorRequestHandler {
  return (error: unknown, req, res, next) => {
    const shown = presentable(error);
    if (shown.status >= 500) log.error(`${req.method} ${req.path} failed ${outline(error)}`);
    if (res.headersSent) {
      next(error);
      return;
    }
    res.status(shown.status).setHeader('Cache-Control', 'no-store');
    renderPage(res, 'error', {
      status: shown.status,
      heading: HEADINGS[shown.status] ?? FAILURE,
      message: shown.message,
    });
  };
}

function presentable(error: unknown): HttpError {
  if (error instanceof HttpError) return error;
  const status = isFull(error) ? 503 : statusOf(error);
  return new HttpError(
    status,
    SENTENCES[status] ?? 'It is noted in the log of the server. Try again in a moment.',
  );
}

/** What Express and its parsers refuse carries a status below 500. */
function statusOf(error: unknown): number {
  const status = error instanceof Error && 'status' in error ? error.status : undefined;
  if (typeof status !== 'number' || status < 400 || status > 499) return 500;
  return status in HEADINGS ? status : 400;
}

/** OutOfDiskSpace, as MongoDB and the embedded store say it. */
function isFull(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 14_031;
}
