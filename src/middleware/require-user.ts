import type { Request, RequestHandler } from 'express';

/** Lets logged-in users pass. Sends everyone else to the login page, which returns them to this address. */
export const requireUser: RequestHandler = (req, res, next) => {
  if (req.user) {
    next();
    return;
  }
  // The login page can return only to an address that a GET request opens.
  const wanted = req.method === 'GET' || req.method === 'HEAD' ? req.url : '/home';
  res.redirect(303, `/login?next=${encodeURIComponent(wanted)}`);
};

/** The logged-in user. Throws when a route lacks `requireUser`, so that a mistake cannot serve a stranger. */
export function currentUser({ user, path }: Request): Express.User {
  if (!user) throw new Error(`${path} is served without requireUser`);
  return user;
}
