import type { Request, Response } from 'express';
import type { z } from 'zod';
import { ApiError } from '../../middleware/api-error.js';
import { currentUser } from '../../middleware/require-user.js';
import type { Calls } from '../../services/calls.js';
import type { HistoryEntry } from '../../services/history-entry.js';
import type { MeetingAccess } from '../../services/meeting-access.js';
import type { Quota } from '../../services/limits/attempt.js';
import type { Meetings } from '../../services/meetings.js';
import { CodeBody, HistoryPageQuery } from './api-schemas.js';
import type { EntryAnswer, HistoryAnswer } from './api-schemas.js';
import { bodyOf, queryOf, tooManyMeetings, unknownMeeting } from './request-parts.js';

const PAGE = 50;

export interface HistoryApiOptions {
  readonly access: MeetingAccess;
  readonly calls: Calls;
  readonly meetings: Meetings;
  /** By the id of the user. */
  readonly newMeetings: Quota;
}

export function historyApi({ access, calls, meetings, newMeetings }: HistoryApiOptions) {
  return {
    async listHistory(req: Request, res: Response): Promise<void> {
      const { before } = queryOf(req, HistoryPageQuery);
      // If there is one entry more than the page shows, there is an older page.
      const limit = PAGE + 1;
      const found = await calls.history(currentUser(req).id, { limit, ...(before && { before }) });
      const entries = found.slice(0, PAGE).map(toAnswer);
      const older = found.length > PAGE ? (entries.at(-1)?.joinedAt ?? null) : null;
      res.json({ entries, older } satisfies z.input<typeof HistoryAnswer>);
    },

    /** Each note stays in the database, so it counts as a new meeting. */
    async noteMeeting(req: Request, res: Response): Promise<void> {
      const { id } = currentUser(req);
      const { code } = bodyOf(req, CodeBody);
      const door = await access.look(code, currentUser(req));
      // The entry would show the title.
      if (door.meeting && !(await access.maySee(door, currentUser(req)))) throw unknownMeeting();
      const admission = await newMeetings.take(id);
      if (!admission.allowed) throw tooManyMeetings(admission);
      const meeting = door.meeting ?? (await meetings.findOrCreate(code, id));
      const entry = await calls.note(meeting.id, id);
      if (!entry) throw unknownMeeting(); // its host has deleted it meanwhile
      res.status(201).json(toAnswer(entry));
    },

    async deleteEntry(req: Request, res: Response): Promise<void> {
      const callId = String(req.params['callId']);
      const isId = /^[0-9a-f]{24}$/.test(callId);
      const outcome = isId ? await calls.hide(callId, currentUser(req).id) : 'unknown';
      if (outcome === 'running') throw new ApiError(409, 'call-running', 'Leave the call first.');
      if (outcome === 'unknown')
        throw new ApiError(404, 'unknown-entry', 'The history has no entry of this call.');
      res.status(204).end();
    },
  };
}

function toAnswer({ callId, code, title, joinedAt, leftAt, durationMs, people }: HistoryEntry) {
  return {
    callId,
    code,
    title,
    joinedAt: joinedAt.toISOString(),
    leftAt: leftAt?.toISOString() ?? null,
    durationSeconds: durationMs === null ? null : Math.round(durationMs / 1_000),
    people: people.map(({ name }) => name),
  } satisfies z.input<typeof EntryAnswer>;
}
