import type { RequestHandler } from 'express';
import { ApiError } from './api-error.js';

const PREFLIGHT_SECONDS = 600;

/**
 * Lets pages of these origins use the API, also with the session cookie, and answers their preflights (Fetch, section
 * 3.2). Browsers hide the answers from pages of all other origins.
 */
export function cors(origins: readonly string[]): RequestHandler {
  const allowed = new Set(origins);
  return (req, res, next) => {
    res.vary('Origin');
    const { origin } = req.headers;
    const isAllowed = origin !== undefined && allowed.has(origin);
    const isPreflight =
      req.method === 'OPTIONS' && req.headers['access-control-request-method'] !== undefined;
    if (isAllowed) {
      res.setHeader('Access-Control-Allow-Origin', origin);
      res.setHeader('Access-Control-Allow-Credentials', 'true');
    }
    if (!isPreflight) next();
    else if (!isAllowed)
      next(
        new ApiError(403, 'foreign-origin', 'Pages of this origin may not use the API. See CORS_ORIGINS.'),
      );
    else {
      res.setHeader('Access-Control-Allow-Methods', 'GET, HEAD, POST, PATCH, DELETE');
      res.setHeader('Access-Control-Allow-Headers', 'Authorization, Content-Type');
      res.setHeader('Access-Control-Max-Age', PREFLIGHT_SECONDS);
      res.status(204).end();
    }
  };
}
