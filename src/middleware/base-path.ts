import type { IncomingMessage, Server } from 'node:http';
import type { RequestHandler } from 'express';

// Parley can live below a path, like https://example.org/parley. Routes, controllers and templates know nothing of it:
// the path is removed from each request before anybody reads it, and added to each answer after everybody wrote it.

/**
 * Lets the server answer requests below `basePath`, such as `/parley`, also those of sockets. A proxy may remove the path or
 * leave it. Call this after the last handler of requests has been attached: it must be the first to see each request.
 */
export function serveBelow(server: Server, basePath: string): void {
  if (basePath === '') return;
  const remove = (request: IncomingMessage) => {
    const { url = '/' } = request;
    const own = withoutBasePath(url, basePath);
    // Express keeps an existing `originalUrl`. express-session compares it with the path of its cookie.
    Object.assign(request, { url: own, originalUrl: `${basePath}${own}` });
  };
  server.prependListener('request', remove);
  server.prependListener('upgrade', remove);
}

/** Adds `basePath` to the address of every redirect that stays on this server. */
export function redirectBelow(basePath: string): RequestHandler {
  return (_req, res, next) => {
    const setLocation = res.location.bind(res);
    res.location = (address) => setLocation(isOwn(address) ? `${basePath}${address}` : address);
    next();
  };
}

function withoutBasePath(url: string, basePath: string): string {
  if (!url.startsWith(basePath)) return url;
  const rest = url.slice(basePath.length);
  if (rest === '' || rest.startsWith('?')) return `/${rest}`;
  return rest.startsWith('/') ? rest : url;
}

function isOwn(address: string): boolean {
  return address.startsWith('/') && !address.startsWith('//');
}
