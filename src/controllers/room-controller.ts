import type { Request, RequestHandler, Response } from 'express';
import { addressOf } from '../middleware/address-of.js';
import type { GuestSessions } from '../middleware/guest-session.js';
import { HttpError } from '../middleware/http-error.js';
import { requireUser } from '../middleware/require-user.js';
import type { Quota } from '../services/limits/attempt.js';
import type { MeetingAccess, Visitor } from '../services/meeting-access.js';
import { renderPage } from '../views/pages.js';
import { MeetingCode } from './form-schemas.js';
import { meetingPath, roomPath } from './room-path.js';

export interface RoomOptions {
  readonly access: MeetingAccess;
  readonly guestSessions: GuestSessions;
  /** By address. */
  readonly guestStarts: Quota;
  readonly maxParticipants: number;
  readonly encodeOnce: 'on' | 'off';
}

export function roomController(options: RoomOptions) {
  const { access, guestSessions, guestStarts, maxParticipants, encodeOnce } = options;

  async function renderRoom(res: Response, code: string, visitor: Visitor & { name: string }): Promise<void> {
    const door = await access.glance(code, visitor);
    const isTitleKnown = await access.maySee(door, visitor);
    renderPage(res, 'room', {
      title: (isTitleKnown && door.meeting?.title) || code,
      settingsPath: door.meeting?.hostId === visitor.id ? meetingPath(code) : null,
      isUnused: door.meeting === null,
      config: {
        code,
        userId: visitor.id,
        name: visitor.name,
        isGuest: visitor.username === null,
        maxParticipants,
        ...(encodeOnce === 'off' && { encodeOnce }),
      },
    });
  }

  async function guestOf(req: Request, res: Response): Promise<Visitor & { name: string }> {
    let guest = guestSessions.read(req);
    if (!guest) {
      const admission = await guestStarts.take(addressOf(req));
      if (!admission.allowed) throw new HttpError(429, 'tooManyGuests', admission.retryAfterMs);
      guest = guestSessions.start(res);
    }
    return { id: guest.id, name: '', username: null };
  }

  return {
    /** Lets users pass, and strangers where the meeting lets guests in. Sends all others to the login page. */
    requireVisitor: (async (req, res, next) => {
      const code = MeetingCode.safeParse(req.params['code']);
      if (req.user || (code.success && (await access.letsGuestsIn(code.data)))) next();
      else requireUser(req, res, next);
    }) satisfies RequestHandler,

    /** GET /room/:code. Opening the page creates nothing: an unused code becomes a meeting at the first join. */
    async show(req: Request, res: Response): Promise<void> {
      const asked = MeetingCode.safeParse(req.params['code']);
      if (!asked.success) throw new HttpError(404, 'linkInvalid');
      const code = asked.data;
      if (code !== req.params['code']) return res.redirect(303, roomPath(code));
      await renderRoom(res, code, req.user ?? (await guestOf(req, res)));
    },
  };
}
