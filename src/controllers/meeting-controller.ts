import type { Request, Response } from 'express';
import type { Log } from '../logging/log.js';
import { HttpError } from '../middleware/http-error.js';
import { currentUser } from '../middleware/require-user.js';
import type { MeetingAccess } from '../services/meeting-access.js';
import type { MeetingSettings } from '../services/meeting-settings.js';
import type { Meeting, Meetings } from '../services/meetings.js';
import type { ErrorCode } from '../shared/protocol.js';
import type { MeetingField, MeetingNotice } from '../views/pages.js';
import { renderPage, textsOf } from '../views/pages.js';
import { fieldErrors, MeetingCode, typedValues } from './form-schemas.js';
import type { LiveCalls } from './live-calls.js';
import { HostToolForm, MeetingForm } from './meeting-form-schemas.js';
import { meetingPath, roomPath } from './room-path.js';

export interface MeetingOptions {
  readonly access: MeetingAccess;
  readonly meetings: Meetings;
  readonly settings: MeetingSettings;
  readonly live: LiveCalls;
  readonly log: Pick<Log, 'info'>;
}

const FIELDS = ['title', 'access', 'passcode', 'invited'] as const satisfies readonly MeetingField[];

/** The query of the page after a form has been carried out, so that a reload sends nothing again. */
const NOTICES: Record<string, MeetingNotice> = { saved: 'saved', done: 'done', gone: 'gone', over: 'over' };

export function meetingController({ access, meetings, settings, live, log }: MeetingOptions) {
  /** @throws {HttpError} 404 for a meeting that the user may not know of, 403 for everyone but the host */
  async function hostedMeeting(req: Request): Promise<Meeting> {
    const user = currentUser(req);
    const code = MeetingCode.safeParse(req.params['code']);
    const door = code.success ? await access.look(code.data, user) : null;
    if (!door?.meeting || !(await access.maySee(door, user))) throw new HttpError(404, 'meetingMissing');
    if (door.meeting.hostId !== user.id) throw new HttpError(403, 'hostOnly');
    return door.meeting;
  }

  async function render(
    req: Request,
    res: Response,
    meeting: Meeting,
    problems: Partial<Record<MeetingField, string>> = {},
  ): Promise<void> {
    const { code, title, access: kind, passcodeHash, isLocked, allowsGuests } = meeting;
    const typed = typedValues(req.body, ['title', 'access', 'invited', 'allowGuests', 'locked']);
    const isRefused = Object.keys(problems).length > 0;
    const notice = Object.keys(NOTICES).find((key) => req.query[key] !== undefined);
    renderPage(res, 'meeting', {
      code,
      title,
      roomPath: roomPath(code),
      path: meetingPath(code),
      values: isRefused
        ? {
            title: typed.title,
            access: typed.access,
            allowGuests: typed.allowGuests !== '',
            locked: typed.locked !== '',
            invited: typed.invited,
          }
        : {
            title,
            access: kind,
            allowGuests: allowsGuests,
            locked: isLocked,
            invited: (await settings.invited(meeting)).join('\n'),
          },
      hasPasscode: passcodeHash !== null,
      call: live.people(code),
      notice: NOTICES[notice ?? ''] ?? null,
      problems,
    });
  }

  return {
    /** GET /meetings/:code */
    async show(req: Request, res: Response): Promise<void> {
      const meeting = await hostedMeeting(req);
      if (req.params['code'] !== meeting.code) return res.redirect(303, meetingPath(meeting.code));
      await render(req, res, meeting);
    },

    /** POST /meetings/:code */
    async change(req: Request, res: Response): Promise<void> {
      const meeting = await hostedMeeting(req);
      const form = MeetingForm.safeParse(req.body ?? {});
      if (!form.success) {
        res.status(422);
        return render(req, res, meeting, fieldErrors(form.error, FIELDS, textsOf(res).forms));
      }
      const changed = await settings.change(meeting, form.data);
      if (!changed) throw new HttpError(404, 'meetingMissing');
      await live.settingsChanged(changed);
      log.info(`changed the settings meeting=${meeting.id} user=${currentUser(req).id}`);
      res.redirect(303, `${meetingPath(meeting.code)}?saved`);
    },

    /** POST /meetings/:code/call. Uses one of the host's tools on the running call. */
    async useTool(req: Request, res: Response): Promise<void> {
      const meeting = await hostedMeeting(req);
      const form = HostToolForm.safeParse(req.body ?? {});
      if (!form.success) throw new HttpError(400, 'requestUnreadable');
      const { id: userId, name } = currentUser(req);
      const refusal = await useTool(live, meeting.code, { userId, name }, form.data);
      res.redirect(303, `${meetingPath(meeting.code)}?${noticeFor(refusal)}`);
    },

    /** POST /meetings/:code/delete */
    async remove(req: Request, res: Response): Promise<void> {
      const meeting = await hostedMeeting(req);
      if (!(await meetings.remove(meeting.id))) throw new HttpError(409, 'callRunning');
      log.info(`deleted a meeting meeting=${meeting.id} user=${currentUser(req).id}`);
      res.redirect(303, '/home');
    },
  };
}

/** The people of a call come and go while the page is open. */
function noticeFor(refusal: ErrorCode | null): string {
  if (refusal === null) return 'done';
  return refusal === 'not-in-call' ? 'over' : 'gone';
}

/** Turns a button of the page into a request of the protocol. */
async function useTool(
  live: LiveCalls,
  code: string,
  host: { userId: string; name: string },
  { tool, participant }: { tool: string; participant?: string | undefined },
): Promise<ErrorCode | null> {
  const one = { participantId: participant ?? '' };
  const oneOrAll = participant === undefined ? {} : one;
  switch (tool) {
    case 'admit':
    case 'mute':
    case 'lower-hand':
      return live.useTool(tool, code, host, oneOrAll);
    case 'deny':
    case 'ask-to-unmute':
    case 'stop-share':
    case 'remove':
    case 'hand-over':
      return live.useTool(tool, code, host, one);
    case 'lock':
    case 'unlock':
      return live.useTool('lock', code, host, { locked: tool === 'lock' });
    case 'make-co-host':
    case 'remove-co-host':
      return live.useTool('co-host', code, host, { ...one, isCoHost: tool === 'make-co-host' });
    case 'end-call':
      return live.useTool('end-call', code, host, {});
    default:
      throw new Error(`unknown tool ${tool}`);
  }
}
