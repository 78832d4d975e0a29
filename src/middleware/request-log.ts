import type { Request, RequestHandler } from 'express';
import morgan from 'morgan';
import type { Log } from '../log.js';

/** One line per request, at `debug`; without what stands after a question mark. */
export function requestLog(log: Log): RequestHandler {
  return morgan(
    (tokens, req: Request, res) =>
      [
        req.method,
        req.originalUrl.split('?')[0],
        tokens['status']?.(req, res) ?? '-',
        `${tokens['response-time']?.(req, res) ?? '-'} ms`,
      ].join(' '),
    { stream: { write: (line) => log.debug(line.trimEnd()) } },
  );
}
