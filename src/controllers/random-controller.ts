import type { RequestHandler } from 'express';
import { HttpError } from '../middleware/http-error.js';
import { CHAT_TEXT_MAX } from '../shared/limits.js';
import { renderPage } from '../views/pages.js';

export interface RandomOptions {
  /** Whether people can be paired at random. */
  readonly randomOn: boolean;
}

export function randomController({ randomOn }: RandomOptions) {
  return {
    /** Before the login: without random meetings, the page does not exist for anyone. */
    requireOn: ((_req, _res, next) => {
      next(randomOn ? undefined : new HttpError(404, 'pageMissing'));
    }) satisfies RequestHandler,

    /** GET /random */
    show: ((_req, res) => {
      renderPage(res, 'random', { textMax: CHAT_TEXT_MAX });
    }) satisfies RequestHandler,
  };
}
