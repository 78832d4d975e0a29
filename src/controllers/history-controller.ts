import type { Request, Response } from 'express';
import { currentUser } from '../middleware/require-user.js';
import type { Calls } from '../services/calls.js';
import type { HistoryEntry } from '../services/history-entry.js';
import type { CallAttempt } from '../views/people-pages.js';
import { renderPage } from '../views/pages.js';
import { callAttempts } from './call-attempts.js';
import type { CallAttemptsOptions } from './call-attempts.js';
import { HistoryQuery } from './form-schemas.js';

const PAGE = 50;

export interface HistoryOptions extends CallAttemptsOptions {
  readonly calls: Calls;
}

export function historyController({ calls, ...attempts }: HistoryOptions) {
  return {
    /** GET /history?before= shows meetings and unanswered calls. The missed calls count as seen. */
    async show(req: Request, res: Response): Promise<void> {
      const { before } = HistoryQuery.parse(req.query);
      // If there is one entry more than the page shows, there is an older page.
      const page = { limit: PAGE + 1, ...(before && { before }) };
      const { id } = currentUser(req);
      const [meetings, unanswered] = await Promise.all([
        calls.history(id, page),
        callAttempts(attempts, id, page),
      ]);
      await attempts.rings.markSeen(id);
      const found = [...meetings, ...unanswered].sort((a, b) => timeOf(b) - timeOf(a));
      const entries = found.slice(0, PAGE);
      const last = found.length > PAGE ? entries.at(-1) : undefined;
      const older = last && `/history?before=${encodeURIComponent(new Date(timeOf(last)).toISOString())}`;
      renderPage(res, 'history', { entries, older: older ?? null });
    },
  };
}

function timeOf(entry: HistoryEntry | CallAttempt): number {
  return ('joinedAt' in entry ? entry.joinedAt : entry.at).getTime();
}
