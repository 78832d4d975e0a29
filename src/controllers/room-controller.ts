import type { Request, Response } from 'express';
import { HttpError } from '../middleware/http-error.js';
import { currentUser } from '../middleware/require-user.js';
import type { IceServers } from '../services/ice-servers.js';
import type { Meetings } from '../services/meetings.js';
import { renderPage } from '../views/pages.js';
import { MeetingCode } from './form-schemas.js';
import { roomPath } from './room-path.js';

export interface RoomOptions {
  readonly meetings: Meetings;
  readonly iceServers: Pick<IceServers, 'areConfigured'>;
  readonly maxParticipants: number;
}

export function roomController({ meetings, iceServers, maxParticipants }: RoomOptions) {
  return {
    /** GET /room/:code. Opening the page creates nothing: an unused code becomes a meeting at the first join. */
    async show(req: Request, res: Response): Promise<void> {
      const asked = MeetingCode.safeParse(req.params['code']);
      if (!asked.success) throw new HttpError(404, 'linkInvalid');
      const code = asked.data;
      if (code !== req.params['code']) return res.redirect(303, roomPath(code));
      const title = (await meetings.find(code))?.title ?? code;
      const { id: userId, name } = currentUser(req);
      renderPage(res, 'room', {
        title,
        config: { code, userId, name, maxParticipants, hasIceServers: iceServers.areConfigured },
      });
    },
  };
}
