import type { MeetingAccess, Visitor } from '../services/meeting-access.js';
import type { InvitedTo } from '../views/invited-to.js';
import { MeetingCode } from './form-schemas.js';
import { roomPath } from './room-path.js';

/** A guest who has been in no call. No record has this id. */
const STRANGER: Visitor = { id: '0'.repeat(24), username: null };

const ROOM = /^\/room\/[^/?#]+(?:[?#]|$)/;

export interface InvitedToOptions {
  readonly access: MeetingAccess;
}

/**
 * Returns a function that takes the page to open after the login, and resolves to the meeting to which it leads, or to null. The
 * result tells a stranger nothing that the meeting page does not: the code is in the address, and a title is there only if every
 * guest may enter and so sees it. An unknown code and a meeting without guests look the same.
 */
export function createInvitedTo({
  access,
}: InvitedToOptions): (next: string | null) => Promise<InvitedTo | null> {
  return async (next) => {
    const code = MeetingCode.safeParse(ROOM.exec(next ?? '')?.[0]);
    if (!code.success) return null;
    const door = await access.look(code.data, STRANGER);
    return {
      code: code.data,
      title: (await access.maySee(door, STRANGER)) ? (door.meeting?.title ?? null) : null,
      guestPath: (await access.letsGuestsIn(code.data)) ? roomPath(code.data) : null,
    };
  };
}
