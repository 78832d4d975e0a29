import type { Request, Response } from 'express';
import { HttpError } from '../middleware/http-error.js';
import { currentUser } from '../middleware/require-user.js';
import { MeetingCode } from '../schemas.js';
import type { IceServers } from '../services/ice-servers.js';
import type { Meetings } from '../services/meetings.js';
import { renderPage } from '../views/pages.js';

const NO_MEETING = 'A meeting cannot have this code. Check the link, or ask whoever sent it.';

export interface RoomOptions {
  readonly meetings: Meetings;
  readonly iceServers: Pick<IceServers, 'areNamed'>;
  readonly maxParticipants: number;
}

export function roomController({ meetings, iceServers, maxParticipants }: RoomOptions) {
  return {
    /** GET /room/:code. A code that nobody has used becomes a meeting when the first person joins, not by looking. */
    async show(req: Request, res: Response): Promise<void> {
      const asked = MeetingCode.safeParse(req.params['code']);
      if (!asked.success) throw new HttpError(404, NO_MEETING);
      const code = asked.data;
      if (code !== req.params['code']) return res.redirect(303, `/room/${encodeURIComponent(code)}`);
      const title = (await meetings.find(code))?.title ?? code;
      const { name } = currentUser(req);
      renderPage(res, 'room', {
        title,
        config: { code, title, name, maxParticipants, hasIceServers: iceServers.areNamed },
      });
    },
  };
}
