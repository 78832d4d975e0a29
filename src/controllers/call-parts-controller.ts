import type { Request, Response } from 'express';
import { LANGUAGE_NAMES } from '../messages/messages.js';
import { renderPage } from '../views/pages.js';

/** GET /call-parts. What the page of a meeting adds to itself during a call, so that it loads faster. It holds no secrets. */
export function showCallParts(_req: Request, res: Response): void {
  renderPage(res, 'call-parts', { languages: LANGUAGE_NAMES });
}
