import type { Request, RequestHandler, Response } from 'express';
import { HttpError } from '../middleware/http-error.js';
import type { ThemeCookie } from '../middleware/theme-cookie.js';
import { ThemeForm } from './form-schemas.js';

export interface ThemeOptions {
  readonly themeCookie: ThemeCookie;
}

/** POST /theme. For the account page, and for the settings of a call, which ignore the redirect. */
export function saveTheme({ themeCookie }: ThemeOptions): RequestHandler {
  return (req: Request, res: Response) => {
    const form = ThemeForm.safeParse(req.body ?? {});
    if (!form.success) throw new HttpError(400, 'requestUnreadable');
    themeCookie.save(req, res, form.data.theme);
    res.redirect(303, '/account?saved');
  };
}
