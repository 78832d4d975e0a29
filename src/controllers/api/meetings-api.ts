import type { Request, Response } from 'express';
import type { z } from 'zod';
import { ApiError } from '../../middleware/api-error.js';
import { currentUser } from '../../middleware/require-user.js';
import type { Quota } from '../../services/limits/attempt.js';
import type { Meeting, Meetings } from '../../services/meetings.js';
import { MeetingCode } from '../form-schemas.js';
import { NewMeetingBody, TitleBody } from './api-schemas.js';
import type { MeetingAnswer, MeetingsAnswer } from './api-schemas.js';
import { bodyOf, tooManyMeetings } from './request-parts.js';

const LISTED_MAX = 100;

export interface MeetingsApiOptions {
  readonly meetings: Meetings;
  /** By the id of the user. */
  readonly newMeetings: Quota;
}

export function meetingsApi({ meetings, newMeetings }: MeetingsApiOptions) {
  /** The meeting that the address names. */
  async function meetingOf(req: Request): Promise<Meeting> {
    const code = MeetingCode.safeParse(req.params['code']);
    const meeting = code.success ? await meetings.find(code.data) : null;
    if (!meeting) throw unknownMeeting();
    return meeting;
  }

  async function hostedMeetingOf(req: Request): Promise<Meeting> {
    const meeting = await meetingOf(req);
    if (meeting.hostId !== currentUser(req).id)
      throw new ApiError(403, 'host-only', 'Only the host of this meeting may do this.');
    return meeting;
  }

  return {
    async listMeetings(req: Request, res: Response): Promise<void> {
      const { id } = currentUser(req);
      const found = await meetings.recent(id, LISTED_MAX);
      res.json({ meetings: found.map((meeting) => toAnswer(meeting, id)) } satisfies z.input<
        typeof MeetingsAnswer
      >);
    },

    async createMeeting(req: Request, res: Response): Promise<void> {
      const { id } = currentUser(req);
      const { title } = bodyOf(req, NewMeetingBody);
      const admission = await newMeetings.take(id);
      if (!admission.allowed) throw tooManyMeetings(admission);
      res.status(201).json(toAnswer(await meetings.create(id, title), id));
    },

    async showMeeting(req: Request, res: Response): Promise<void> {
      res.json(toAnswer(await meetingOf(req), currentUser(req).id));
    },

    async changeMeeting(req: Request, res: Response): Promise<void> {
      const { id } = await hostedMeetingOf(req);
      const { title } = bodyOf(req, TitleBody);
      const changed = await meetings.rename(id, title);
      if (!changed) throw unknownMeeting();
      res.json(toAnswer(changed, currentUser(req).id));
    },

    async deleteMeeting(req: Request, res: Response): Promise<void> {
      const { id } = await hostedMeetingOf(req);
      if (!(await meetings.remove(id)))
        throw new ApiError(409, 'call-running', 'People are in this meeting. Try again after the call.');
      res.status(204).end();
    },
  };
}

function unknownMeeting(): ApiError {
  return new ApiError(404, 'unknown-meeting', 'There is no meeting with this code.');
}

function toAnswer({ code, title, hostId }: Meeting, userId: string) {
  return { code, title, isHost: hostId === userId } satisfies z.input<typeof MeetingAnswer>;
}
