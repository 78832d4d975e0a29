import { join } from 'node:path';
import type { RequestHandler } from 'express';

/** The worker loads no script and shows no page. It asks only this server. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "connect-src 'self'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
  "frame-ancestors 'none'",
].join(';');

/**
 * GET /service-worker.js. The address never changes, because browsers look there for a new version, and it is at the top,
 * because a worker serves the pages below its own folder. `path` is that of the built file below `publicDir`.
 */
export function serviceWorkerFile(publicDir: string, path: string): RequestHandler {
  const file = join(publicDir, path);
  return (req, res, next) => {
    if (req.path !== '/service-worker.js' || !['GET', 'HEAD'].includes(req.method)) return next();
    res.setHeader('Content-Security-Policy', CONTENT_SECURITY_POLICY);
    res.sendFile(file, { headers: { 'Cache-Control': 'no-cache' }, cacheControl: false }, (error) => {
      if (error) next(error);
    });
  };
}
