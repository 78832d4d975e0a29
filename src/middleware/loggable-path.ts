import type { Request } from 'express';

/** Below it are only the files of the build, whose names are public. */
const BUILD = '/build/';

/**
 * The pattern of the matched route, such as `/room/:code`, because the code of a meeting lets people in. For a request
 * without a route, only its first part, and only if that is a plain word. Never contains the query string.
 */
export function loggablePath(req: Request): string {
  const { route } = req as { route?: { path?: unknown } };
  if (typeof route?.path === 'string') return route.path;
  const [path = ''] = `${req.baseUrl}${req.url}`.split('?');
  if (path.startsWith(BUILD)) return path;
  const [, first = '', ...rest] = path.split('/');
  const shown = /^[a-z]*$/.test(first) ? first : '…';
  return rest.length > 0 ? `/${shown}/…` : `/${shown}`;
}
