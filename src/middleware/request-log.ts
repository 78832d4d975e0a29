import type { Request, RequestHandler } from 'express';
import morgan from 'morgan';
import type { Log } from '../logging/log.js';

/** Logs one line per request at `debug`, without the query string, which may hold private values. */
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
