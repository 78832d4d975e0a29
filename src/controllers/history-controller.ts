import type { Request, Response } from 'express';
import { currentUser } from '../middleware/require-user.js';
import type { Calls } from '../services/calls.js';
import { renderPage } from '../views/pages.js';
import { HistoryQuery } from './form-schemas.js';

const PAGE = 50;

export function historyController(calls: Calls) {
  return {
    /** GET /history?before= */
    async show(req: Request, res: Response): Promise<void> {
      const { before } = HistoryQuery.parse(req.query);
      // If there is one entry more than the page shows, there is an older page.
      const limit = PAGE + 1;
      const found = await calls.history(currentUser(req).id, { limit, ...(before && { before }) });
      const entries = found.slice(0, PAGE);
      const last = found.length > PAGE ? entries.at(-1) : undefined;
      const older = last ? `/history?before=${encodeURIComponent(last.joinedAt.toISOString())}` : null;
      renderPage(res, 'history', { entries, older });
    },
  };
}
