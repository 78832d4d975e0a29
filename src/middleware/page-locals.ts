import type { Express, RequestHandler, Response } from 'express';
import { messagesFor } from '../messages/messages.js';
import type { Language } from '../messages/messages.js';
import type { PageLocals } from '../views/pages.js';
import { chooseLocale } from './locale.js';

/** The values that every page needs, even an error page that is sent before the user and the language are known. */
export function setPageDefaults(
  app: Express,
  locals: Pick<PageLocals, 'asset' | 'registrationOpen' | 'randomOn'>,
): void {
  Object.assign(app.locals, {
    ...locals,
    user: null,
    theme: 'system',
    ...localeLocals(null, []),
  } satisfies PageLocals);
}

/** Sets the language that the browser asks for, so that even an early refusal speaks it. */
export const localeOfBrowser: RequestHandler = (req, res, next) => {
  Object.assign(res.locals, localeLocals(null, req.acceptsLanguages()));
  next();
};

/** Sets the user, and the language that the account asks for. */
export const pageLocals: RequestHandler = (req, res, next) => {
  const user = req.user ?? null;
  const locale = localeLocals(user?.language ?? null, req.acceptsLanguages());
  Object.assign(res.locals, { user, ...locale } satisfies Partial<PageLocals>);
  next();
};

/** Renders the next page for a stranger who speaks this language and has chosen no theme. */
export function speak(res: Response, language: Language): void {
  Object.assign(res.locals, {
    user: null,
    theme: 'system',
    ...localeLocals(language, []),
  } satisfies Partial<PageLocals>);
}

function localeLocals(
  ...choice: Parameters<typeof chooseLocale>
): Pick<PageLocals, 'language' | 'locale' | 't'> {
  const { language, locale } = chooseLocale(...choice);
  return { language, locale, t: messagesFor(language) };
}
