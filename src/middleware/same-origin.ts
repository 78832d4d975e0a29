import type { RequestHandler } from 'express';
import type { IsAllowedOrigin } from '../security/origins.js';
import { HttpError } from './http-error.js';

const SAFE_METHODS = ['GET', 'HEAD', 'OPTIONS'];

/**
 * Refuses unsafe methods from pages of other origins. The browser itself sets `Sec-Fetch-Site` and `Origin` (Fetch
 * Metadata; Fetch, section 3.2), so no page can forge them. Every current browser sends at least one of these headers
 * with a write; a request without any comes from a program, which has no cookies of another person.
 */
export function refuseForeignWrites(isAllowedOrigin: IsAllowedOrigin): RequestHandler {
  return (req, _res, next) => {
    if (SAFE_METHODS.includes(req.method) || isSameOrigin(req.headers)) next();
    else next(new HttpError(403, 'otherSite'));

    function isSameOrigin({ origin, referer, 'sec-fetch-site': site }: typeof req.headers): boolean {
      // The browser's own verdict also holds behind a proxy that replaces the host of the request.
      if (site === 'same-origin') return true;
      if (origin !== undefined) return isAllowedOrigin(origin, req);
      if (site !== undefined) return site === 'none';
      if (referer !== undefined)
        return URL.canParse(referer) && isAllowedOrigin(new URL(referer).origin, req);
      return true;
    }
  };
}
