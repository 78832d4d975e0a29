import type { RequestHandler } from 'express';
import type { IsAllowedOrigin } from '../origins.js';
import { HttpError } from './http-error.js';

const SAFE_METHODS = ['GET', 'HEAD', 'OPTIONS'];

/**
 * Refuses writes that a page of another origin makes a browser send. The browser itself says where a request comes
 * from, and no page can forge that. A request that says nothing comes from no browser of the last years, and so carries
 * nobody's cookie but the sender's own.
 */
export function refuseForeignWrites(isAllowedOrigin: IsAllowedOrigin): RequestHandler {
  return (req, _res, next) => {
    if (SAFE_METHODS.includes(req.method) || isOurs(req.headers)) next();
    else
      next(new HttpError(403, 'This was sent from another site, so nothing was done. Do it here instead.'));

    function isOurs({ origin, referer, 'sec-fetch-site': site }: typeof req.headers): boolean {
      // Holds also behind a proxy that tells us another host than the browser asked for.
      if (site === 'same-origin') return true;
      if (origin !== undefined) return isAllowedOrigin(origin, req);
      if (site !== undefined) return site === 'none';
      if (referer !== undefined)
        return URL.canParse(referer) && isAllowedOrigin(new URL(referer).origin, req);
      return true;
    }
  };
}
