import type { Request, Response } from 'express';
import { HttpError } from '../middleware/http-error.js';
import { speak } from '../middleware/page-locals.js';
import { LANGUAGES } from '../messages/messages.js';
import { renderPage } from '../views/pages.js';

/**
 * GET /offline/:language. The service worker keeps this page and shows it instead of pages that it cannot reach. It is the
 * same for everybody.
 */
export function showOffline(req: Request, res: Response): void {
  const language = LANGUAGES.find((one) => one === req.params['language']);
  if (language === undefined) throw new HttpError(404, 'pageMissing');
  speak(res, language);
  renderPage(res, 'offline', {});
}
