import type { Request, RequestHandler } from 'express';

/** Lets people through who have logged in; sends others to log in, and back here afterwards. */
export const requireUser: RequestHandler = (req, res, next) => {
  if (req.user) {
    next();
    return;
  }
  // Nobody can be sent back to a form that was posted.
  const wanted = req.method === 'GET' || req.method === 'HEAD' ? req.originalUrl : '/home';
  res.redirect(303, `/login?next=${encodeURIComponent(wanted)}`);
};

/** Who has logged in. Throws where a route has forgotten its guard, rather than serve a stranger. */
export function currentUser({ user, path }: Request): Express.User {
  if (!user) throw new Error(`${path} is served without requireUser`);
  return user;
}
