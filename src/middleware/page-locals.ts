import type { Express, RequestHandler } from 'express';
import type { PageLocals } from '../views/pages.js';

/** What every page sees, error pages included that come before it is known who asks. */
export function setPageDefaults(app: Express, locals: Omit<PageLocals, 'user'>): void {
  Object.assign(app.locals, { ...locals, user: null } satisfies PageLocals);
}

export const pageLocals: RequestHandler = (req, res, next) => {
  Object.assign(res.locals, { user: req.user ?? null } satisfies Partial<PageLocals>);
  next();
};
