import type { Request, Response } from 'express';
import { HttpError } from '../middleware/http-error.js';
import { currentUser } from '../middleware/require-user.js';
import type { MeetingAccess } from '../services/meeting-access.js';
import type { Quota } from '../services/limits/attempt.js';
import type { Meetings } from '../services/meetings.js';
import { createRecentMeetings } from '../services/recent-meetings.js';
import type { CodeForm } from '../views/pages.js';
import { renderPage, textsOf } from '../views/pages.js';
import { missedCalls } from './call-attempts.js';
import type { CallAttemptsOptions } from './call-attempts.js';
import { fieldErrors, JoinForm, typedValues } from './form-schemas.js';
import { roomPath } from './room-path.js';

const RECENT_MEETINGS = 8;
const EMPTY: CodeForm = { value: '', error: null };

export interface HomeOptions extends CallAttemptsOptions {
  readonly access: MeetingAccess;
  readonly meetings: Meetings;
  /** By the id of the user. */
  readonly newMeetings: Quota;
}

export function homeController({ access, meetings, newMeetings, ...attempts }: HomeOptions) {
  const recentMeetings = createRecentMeetings(meetings);

  async function renderHome(req: Request, res: Response, code: CodeForm): Promise<void> {
    const { id } = currentUser(req);
    const [recent, missed] = await Promise.all([
      recentMeetings(id, RECENT_MEETINGS),
      missedCalls(attempts, id),
    ]);
    renderPage(res, 'home', {
      code,
      missed,
      recent: recent.map(({ meeting, lastCall }) => ({
        code: meeting.code,
        title: meeting.title,
        isHost: meeting.hostId === id,
        lastCall,
      })),
    });
  }

  return {
    /** GET / */
    landing(req: Request, res: Response): void {
      if (req.user) res.redirect(303, '/home');
      else renderPage(res, 'landing', { code: EMPTY });
    },

    /** GET /home?code= shows the code in the form, so that the person can correct it. */
    show: (req: Request, res: Response) =>
      renderHome(req, res, { value: typedValues(req.query, ['code']).code, error: null }),

    /** POST /join. A stranger may send it too, and logs in first unless the meeting lets guests in. */
    async join(req: Request, res: Response): Promise<void> {
      const form = JoinForm.safeParse(req.body ?? {});
      if (form.success) {
        const { code } = form.data;
        const mayEnter = req.user !== undefined || (await access.letsGuestsIn(code));
        return res.redirect(
          303,
          mayEnter ? roomPath(code) : `/login?next=${encodeURIComponent(roomPath(code))}`,
        );
      }
      const { code: value } = typedValues(req.body, ['code']);
      const error = fieldErrors(form.error, ['code'], textsOf(res).forms).code ?? null;
      res.status(422);
      if (req.user) await renderHome(req, res, { value, error });
      else renderPage(res, 'landing', { code: { value, error } });
    },

    /** POST /meetings */
    async create(req: Request, res: Response): Promise<void> {
      const { id } = currentUser(req);
      const admission = await newMeetings.take(id);
      if (!admission.allowed) throw new HttpError(429, 'tooManyMeetings', admission.retryAfterMs);
      const { code } = await meetings.create(id);
      res.redirect(303, roomPath(code));
    },
  };
}
