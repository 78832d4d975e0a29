import type { Request, Response } from 'express';
import type { Log } from '../logging/log.js';
import { HttpError } from '../middleware/http-error.js';
import { currentUser } from '../middleware/require-user.js';
import type { RandomReports } from '../services/random-reports.js';
import { renderPage } from '../views/pages.js';
import { ReportForm, ReportsQuery, ReportTarget } from './report-schemas.js';

export interface ReportsOptions {
  readonly reports: Pick<RandomReports, 'list' | 'decide'>;
  readonly log: Pick<Log, 'info'>;
}

const PAGE = 25;

/** The reports of random meetings, for administrators. */
export function reportsController({ reports, log }: ReportsOptions) {
  return {
    /** GET /admin/reports?before= */
    async list(req: Request, res: Response): Promise<void> {
      const { before } = ReportsQuery.parse(req.query);
      // If there is one report more than the page shows, there is an older page.
      const found = await reports.list({ limit: PAGE + 1, ...(before && { before }) });
      const shown = found.slice(0, PAGE);
      const last = found.length > PAGE ? shown.at(-1) : undefined;
      renderPage(res, 'admin-reports', {
        reports: shown,
        older: last ? `/admin/reports?before=${encodeURIComponent(last.createdAt.toISOString())}` : null,
        isDone: req.query['done'] !== undefined,
      });
    },

    /** POST /admin/reports/:id. Asks for no password: the decision neither takes over nor locks an account. */
    async decide(req: Request, res: Response): Promise<void> {
      const target = ReportTarget.safeParse(req.params);
      const form = ReportForm.safeParse(req.body ?? {});
      if (!target.success) throw new HttpError(404, 'pageMissing');
      if (!form.success) throw new HttpError(400, 'badRequest');
      const { id } = target.data;
      if (!(await reports.decide(id, form.data.decision))) throw new HttpError(404, 'pageMissing');
      log.info(`admin report ${form.data.decision} report=${id} by=${currentUser(req).id}`);
      res.redirect(303, '/admin/reports?done');
    },
  };
}
