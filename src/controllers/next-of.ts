import type { Request } from 'express';
import { ownPath } from '../security/next-path.js';
import { typedValues } from './form-schemas.js';

/** The page after a login that wanted no other. */
export const HOME = '/home';

/** The path that the form carries in its hidden field, if it is a path on this server. */
export function nextOf(req: Request): string | null {
  return ownPath(typedValues(req.body, ['next']).next);
}

/** Adds `next` to the path of a page that returns people there. */
export function withNext(path: string, next: string | null): string {
  return next === null ? path : `${path}?next=${encodeURIComponent(next)}`;
}
