import type { Request, RequestHandler, Response } from 'express';
import morgan from 'morgan';
import type { Log } from '../logging/log.js';
import { loggablePath } from './loggable-path.js';

/** Logs one line per request at `debug`, without private parts of the address. */
export function requestLog(log: Log): RequestHandler {
  return morgan(
    (tokens, req: Request, res: Response) =>
      [
        req.method,
        isFile(req, res) ? req.path : loggablePath(req),
        tokens['status']?.(req, res) ?? '-',
        `${tokens['response-time']?.(req, res) ?? '-'} ms`,
      ].join(' '),
    { stream: { write: (line) => log.debug(line.trimEnd()) } },
  );
}

const FILE_METHODS = ['GET', 'HEAD'];

/**
 * Whether the answer is a file, whose name is public: only files are answered with success without a route. Express also
 * answers `OPTIONS` without a route, for every address.
 */
function isFile({ method, route }: Request, { statusCode }: Response): boolean {
  return FILE_METHODS.includes(method) && route === undefined && (statusCode === 200 || statusCode === 304);
}
