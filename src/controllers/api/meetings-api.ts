import type { Request, Response } from 'express';
import type { z } from 'zod';
import { ApiError } from '../../middleware/api-error.js';
import { currentUser } from '../../middleware/require-user.js';
import type { MeetingAccess } from '../../services/meeting-access.js';
import type { MeetingSettings } from '../../services/meeting-settings.js';
import type { Quota } from '../../services/limits/attempt.js';
import type { Meeting, Meetings } from '../../services/meetings.js';
import { MeetingCode } from '../form-schemas.js';
import type { LiveCalls } from '../live-calls.js';
import { MeetingBody, MeetingChangeBody } from './api-schemas.js';
import type { MeetingAnswer, MeetingsAnswer } from './api-schemas.js';
import { bodyOf, tooManyMeetings, unknownMeeting } from './request-parts.js';

const LISTED_MAX = 100;

export interface MeetingsApiOptions {
  readonly access: MeetingAccess;
  readonly meetings: Meetings;
  readonly settings: MeetingSettings;
  readonly live: LiveCalls;
  /** By the id of the user. */
  readonly newMeetings: Quota;
}

export function meetingsApi({ access, meetings, settings, live, newMeetings }: MeetingsApiOptions) {
  /** The meeting that the address names, if the user may know that it exists. */
  async function meetingOf(req: Request): Promise<Meeting> {
    const code = MeetingCode.safeParse(req.params['code']);
    const user = currentUser(req);
    const door = code.success ? await access.look(code.data, user) : null;
    if (!door?.meeting || !(await access.maySee(door, user))) throw unknownMeeting();
    return door.meeting;
  }

  async function hostedMeetingOf(req: Request): Promise<Meeting> {
    const meeting = await meetingOf(req);
    if (meeting.hostId !== currentUser(req).id)
      throw new ApiError(403, 'host-only', 'Only the host of this meeting may do this.');
    return meeting;
  }

  async function describe(meeting: Meeting, userId: string) {
    const { code, title, hostId, access: kind, passcodeHash, isLocked, allowsGuests } = meeting;
    const isHost = hostId === userId;
    return {
      code,
      title,
      isHost,
      settings: isHost
        ? {
            access: kind,
            hasPasscode: passcodeHash !== null,
            locked: isLocked,
            allowGuests: allowsGuests,
            invited: await settings.invited(meeting),
          }
        : null,
    } satisfies z.input<typeof MeetingAnswer>;
  }

  return {
    async listMeetings(req: Request, res: Response): Promise<void> {
      const { id } = currentUser(req);
      const found = await meetings.recent(id, LISTED_MAX);
      const listed = found.map(({ code, title, hostId }) => ({
        code,
        title,
        isHost: hostId === id,
        settings: null,
      }));
      res.json({ meetings: listed } satisfies z.input<typeof MeetingsAnswer>);
    },

    async createMeeting(req: Request, res: Response): Promise<void> {
      const { id } = currentUser(req);
      const { title, ...others } = bodyOf(req, MeetingBody);
      const admission = await newMeetings.take(id);
      if (!admission.allowed) throw tooManyMeetings(admission);
      const meeting = await meetings.create(id, title);
      const hasOthers = Object.values(others).some((value) => value !== undefined);
      const changed = hasOthers ? await settings.change(meeting, others) : meeting;
      if (!changed) throw unknownMeeting();
      res.status(201).json(await describe(changed, id));
    },

    async showMeeting(req: Request, res: Response): Promise<void> {
      res.json(await describe(await meetingOf(req), currentUser(req).id));
    },

    async changeMeeting(req: Request, res: Response): Promise<void> {
      const meeting = await hostedMeetingOf(req);
      const changed = await settings.change(meeting, bodyOf(req, MeetingChangeBody));
      if (!changed) throw unknownMeeting();
      await live.settingsChanged(changed);
      res.json(await describe(changed, currentUser(req).id));
    },

    async deleteMeeting(req: Request, res: Response): Promise<void> {
      const { id } = await hostedMeetingOf(req);
      if (!(await meetings.remove(id)))
        throw new ApiError(409, 'call-running', 'People are in this meeting. Try again after the call.');
      res.status(204).end();
    },
  };
}
