import type { RequestHandler } from 'express';
import { HttpError } from './http-error.js';
import { requireUser } from './require-user.js';

/** Lets administrators pass. Sends strangers to the login page, and answers all others as if the page did not exist. */
export const requireAdmin: RequestHandler = (req, res, next) => {
  if (!req.user) requireUser(req, res, next);
  else if (!req.user.isAdmin) next(new HttpError(404, 'pageMissing'));
  else next();
};
