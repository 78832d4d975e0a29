import { parse } from 'cookie';
import type { Request, Response } from 'express';
import type { User } from '../services/accounts.js';
import type { CookieScope } from './cookie-scope.js';
import { PENDING_LOGIN_MS } from '../services/pending-logins.js';
import type { PendingLogin, PendingLogins } from '../services/pending-logins.js';

/** Binds a login that waits for its second factor to the browser that sent the password. It is no session. */
export interface PendingLoginCookie {
  start(req: Request, res: Response, user: User): Promise<void>;
  /** Resolves to null if the browser has none, and five minutes after the password. */
  find(req: Request): Promise<PendingLogin | null>;
  /** Resolves to whether this call has ended it, so that one pending login becomes at most one login. */
  end(req: Request, res: Response, pending: PendingLogin): Promise<boolean>;
}

const COOKIE = 'parley.second-factor';

export function createPendingLoginCookie(
  pendingLogins: PendingLogins,
  { isHttps, scope }: { readonly isHttps: boolean; readonly scope: CookieScope },
): PendingLoginCookie {
  const name = scope.name(COOKIE);
  const attributes = (req: Request) =>
    ({ path: scope.path, httpOnly: true, sameSite: 'lax', secure: isHttps || req.secure }) as const;
  return {
    async start(req, res, user) {
      const token = await pendingLogins.start(user.id);
      res.cookie(name, token, { ...attributes(req), maxAge: PENDING_LOGIN_MS });
    },

    async find(req) {
      const token = parse(req.headers.cookie ?? '')[name];
      return token === undefined || token === '' ? null : pendingLogins.find(token);
    },

    end(req, res, { id }) {
      res.clearCookie(name, attributes(req));
      return pendingLogins.end(id);
    },
  };
}
