import { parse } from 'cookie';
import type { Request, RequestHandler, Response } from 'express';
import { THEMES } from '../views/theme.js';
import type { Theme } from '../views/theme.js';
import type { CookieScope } from './cookie-scope.js';

/** Remembers the theme of this browser, also for people without an account. The server reads it before it renders a page, so no page shows the wrong theme first. */
export interface ThemeCookie {
  /** Tells the pages of this request their theme. */
  readonly show: RequestHandler;
  save(req: Request, res: Response, theme: Theme): void;
}

const COOKIE = 'parley.theme';
/** Browsers keep no cookie for more than 400 days (RFC 6265bis, section 5.5). */
const LIFETIME_MS = 400 * 24 * 60 * 60 * 1_000;

export function createThemeCookie({
  isHttps,
  scope,
}: {
  /** Whether people use HTTPS only. */
  readonly isHttps: boolean;
  readonly scope: CookieScope;
}): ThemeCookie {
  const name = scope.name(COOKIE);
  return {
    show(req, res, next) {
      const value = parse(req.headers.cookie ?? '')[name];
      const theme = THEMES.find((one) => one === value);
      if (theme !== undefined) Object.assign(res.locals, { theme });
      next();
    },
    save(req, res, theme) {
      const attributes = {
        path: scope.path,
        httpOnly: true,
        sameSite: 'lax',
        secure: isHttps || req.secure,
      } as const;
      if (theme === 'system') res.clearCookie(name, attributes);
      else res.cookie(name, theme, { ...attributes, maxAge: LIFETIME_MS });
    },
  };
}
