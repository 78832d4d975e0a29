import type { Request, Response } from 'express';
import { currentUser } from '../middleware/require-user.js';
import { fieldErrors, JoinForm, typedValues } from '../schemas.js';
import type { Meetings } from '../services/meetings.js';
import type { CodeForm } from '../views/pages.js';
import { renderPage } from '../views/pages.js';

const RECENT = 8;
const EMPTY: CodeForm = { value: '', error: null };

export function homeController(meetings: Meetings) {
  async function renderHome(req: Request, res: Response, code: CodeForm): Promise<void> {
    const recent = await meetings.recent(currentUser(req).id, RECENT);
    renderPage(res, 'home', { code, recent });
  }

  return {
    /** GET / */
    landing(req: Request, res: Response): void {
      if (req.user) res.redirect(303, '/home');
      else renderPage(res, 'landing', { code: EMPTY });
    },

    /** GET /home */
    show: (req: Request, res: Response) => renderHome(req, res, EMPTY),

    /** POST /join: strangers may ask too, and log in on the way. */
    async join(req: Request, res: Response): Promise<void> {
      const form = JoinForm.safeParse(req.body ?? {});
      if (form.success) {
        const room = roomPath(form.data.code);
        return res.redirect(303, req.user ? room : `/login?next=${encodeURIComponent(room)}`);
      }
      const { code: value } = typedValues(req.body, ['code']);
      const code = { value, error: fieldErrors(form.error, ['code']).code ?? null };
      res.status(422);
      if (req.user) await renderHome(req, res, code);
      else renderPage(res, 'landing', { code });
    },

    /** POST /meetings */
    async create(req: Request, res: Response): Promise<void> {
      const { code } = await meetings.create(currentUser(req).id);
      res.redirect(303, roomPath(code));
    },
  };
}

function roomPath(code: string): string {
  return `/room/${encodeURIComponent(code)}`;
}
