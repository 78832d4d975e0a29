import type { SendAwayNotice } from '../away-notices.js';
import type { Blocks } from '../blocks.js';
import type { Meetings } from '../meetings.js';

/** A person waits until a host lets them in, and no host is in the call. */
export interface Knock {
  /** The code of the meeting. */
  readonly code: string;
  readonly name: string;
  /** The id of the user or guest. */
  readonly userId: string;
  readonly isGuest: boolean;
  /** When the person asked to be let in, in ms since the epoch. */
  readonly at: number;
}

export interface KnockNoticesOptions {
  readonly meetings: Pick<Meetings, 'find'>;
  readonly blocks: Pick<Blocks, 'areApart'>;
  readonly send: SendAwayNotice;
  /** The page on which the host can let the person in. */
  pathOf(code: string): string;
  /** Whether this meeting may tell its host about a further person who asked at this time. */
  mayTell(meetingId: string, hostId: string, at: number): boolean;
}

/** Returns a function that tells the host of the meeting who waits. */
export function createKnockNotices({ meetings, blocks, send, pathOf, mayTell }: KnockNoticesOptions) {
  return async ({ code, name, userId, isGuest, at }: Knock): Promise<void> => {
    const meeting = await meetings.find(code);
    if (!meeting || meeting.hostId === userId) return;
    if (!isGuest && (await blocks.areApart(meeting.hostId, userId))) return;
    if (!mayTell(meeting.id, meeting.hostId, at)) return;
    send(meeting.hostId, { kind: 'knock', fromName: name, path: pathOf(code), tag: `knock-${meeting.id}` });
  };
}
