import { AttendanceModel } from '../models/attendance.js';
import { currentCall, wasEndedByHost } from './call-moderation.js';
import type { CurrentCall } from './call-moderation.js';
import type { EntryRefusal } from '../shared/protocol.js';
import { entryOf } from './entry-rules.js';
import type { Entry } from './entry-rules.js';
import type { Invitations } from './invitations.js';
import type { PasscodeAttempts } from './limits/passcode-attempts.js';
import type { Meeting, Meetings } from './meetings.js';
import type { Passcodes } from './passcodes.js';

/** A person who may want to enter: a user, or a guest without a username. */
export interface Visitor {
  readonly id: string;
  /** Null for a guest. */
  readonly username: string | null;
}

/** What a person finds at a meeting. */
export interface Door {
  /** Null if nobody has used the code yet. The join of a user makes it a meeting. */
  readonly meeting: Meeting | null;
  /** What a join leads to, with the right passcode. */
  readonly entry: Entry;
  readonly needsPasscode: boolean;
  /** Whether the person may learn who is in the call: the host, invited people, and people who were in the call. */
  readonly isKnown: boolean;
}

export interface EntryRequest {
  readonly code: string;
  readonly visitor: Visitor;
  readonly passcode?: string | undefined;
  /** The call that the page was in, if it comes back. */
  readonly callId?: string | undefined;
  /** The call that this process runs under the code, and its meeting. Saves time; the meeting needs not be right. */
  readonly running?: RunningHere | undefined;
  /** The network address of the visitor. */
  readonly address: string;
}

export interface RunningHere {
  readonly meetingId: string;
  readonly call: CurrentCall;
}

export interface MeetingAccess {
  /** Decides what the person finds at the meeting. Compares no passcode. */
  look(code: string, visitor: Visitor): Promise<Door>;
  /**
   * Like `look`, but reads less: `isKnown` may be false for a person who is known, if they may enter at once without a
   * passcode. Enough for `maySee`.
   */
  glance(code: string, visitor: Visitor): Promise<Door>;
  /**
   * Decides about a join. `rate-limited`: too many wrong passcodes.
   * @throws {BusyError} when too many passcodes wait to be compared
   */
  enter(request: EntryRequest): Promise<'enter' | 'wait' | EntryRefusal | 'rate-limited'>;
  /** Whether the person may learn that the meeting exists, and its title. */
  maySee(door: Door, visitor: Visitor): Promise<boolean>;
  /** Whether a guest may open the page of the meeting. */
  letsGuestsIn(code: string): Promise<boolean>;
}

export interface MeetingAccessOptions {
  readonly meetings: Meetings;
  readonly invitations: Invitations;
  readonly passcodes: Passcodes;
  readonly passcodeAttempts: PasscodeAttempts;
  /**
   * Whether no other process can use the database. Then what this process knows about its running calls is all there is, and
   * a join need not read it again.
   */
  readonly isExclusive?: boolean;
  /** ms since 1970 */
  readonly now: () => number;
}

/** The only place that decides who may enter a meeting. Pages, sockets, the history and the API ask it. */
export function createMeetingAccess(options: MeetingAccessOptions): MeetingAccess {
  const { meetings, invitations, passcodes, passcodeAttempts, isExclusive = false, now } = options;

  /**
   * `isHasty`: does not find out whether the person is known if they may enter anyway, which saves reads before a join and
   * before the page.
   * `running`: see `EntryRequest`.
   */
  async function look(
    code: string,
    visitor: Visitor,
    { isHasty = false, running }: { isHasty?: boolean; running?: RunningHere | undefined } = {},
  ): Promise<Door> {
    const [meeting, callHere] = await Promise.all([meetings.find(code), running ? callOf(running) : null]);
    const isGuest = visitor.username === null;
    if (!meeting) {
      const entry = isGuest ? 'no-guests' : 'enter';
      return { meeting, entry, needsPasscode: false, isKnown: false };
    }
    const isOwner = meeting.hostId === visitor.id;
    const call = meeting.id === running?.meetingId ? callHere : await currentCall(meeting.id, now());
    const removed = call?.moderation.removed ?? [];
    const { access, allowsGuests } = meeting;
    const facts = {
      isGuest,
      isOwner,
      isRemoved: removed.includes(visitor.id),
      wasAnyoneRemoved: removed.length > 0,
      access,
      isLocked: meeting.isLocked || (call?.moderation.isLocked ?? false),
      allowsGuests,
    };
    // The two reads below can only turn a refusal or a wait into an entry, never the other way round.
    const isOpen = entryOf({ ...facts, isInvited: false, wasInCall: false }) === 'enter';
    if (isHasty && isOpen && meeting.passcodeHash === null)
      return { meeting, entry: 'enter', needsPasscode: false, isKnown: isOwner };
    const [wasInCall, isInvited] = await Promise.all([
      call !== null && !isOwner && wasIn(call.id, visitor.id),
      visitor.username !== null && !isOwner && invitations.has(meeting.id, visitor.username),
    ]);
    const entry = entryOf({ ...facts, isInvited, wasInCall });
    return {
      meeting,
      entry,
      needsPasscode: meeting.passcodeHash !== null && !isOwner && !wasInCall && isPassable(entry),
      isKnown: isPassable(entry) && (isOwner || wasInCall || isInvited),
    };
  }

  async function callOf({ meetingId, call }: RunningHere): Promise<CurrentCall | null> {
    return isExclusive ? call : currentCall(meetingId, now());
  }

  async function isRightPasscode(meeting: Meeting, { visitor, passcode, address }: EntryRequest) {
    if (meeting.passcodeHash === null || passcode === undefined) return false;
    const attempt = await passcodeAttempts.begin({ personId: visitor.id, address, meetingId: meeting.id });
    if (!attempt.allowed) return 'rate-limited';
    try {
      const isRight = await passcodes.matches(passcode, meeting.passcodeHash);
      if (isRight) await attempt.succeeded();
      return isRight;
    } catch (error) {
      await attempt.cancelled();
      throw error;
    }
  }

  return {
    look: (code, visitor) => look(code, visitor),
    glance: (code, visitor) => look(code, visitor, { isHasty: true }),

    async enter(request) {
      const { code, visitor, callId, running } = request;
      if (callId !== undefined && (await wasEndedByHost(callId))) return 'ended';
      const { meeting, entry, needsPasscode } = await look(code, visitor, {
        isHasty: true,
        running,
      });
      if (!meeting || !isPassable(entry) || !needsPasscode) return entry;
      const isRight = await isRightPasscode(meeting, request);
      if (isRight === 'rate-limited') return isRight;
      return isRight ? entry : 'wrong-passcode';
    },

    async maySee({ meeting, entry, needsPasscode, isKnown }, visitor) {
      if (!meeting) return false;
      if (isKnown || (entry === 'enter' && !needsPasscode)) return true;
      return (await AttendanceModel.exists({ meeting: meeting.id, user: visitor.id })) !== null;
    },

    async letsGuestsIn(code) {
      return (await meetings.find(code))?.allowsGuests ?? false;
    },
  };
}

function isPassable(entry: Entry): entry is 'enter' | 'wait' {
  return entry === 'enter' || entry === 'wait';
}

async function wasIn(callId: string, personId: string): Promise<boolean> {
  return (await AttendanceModel.exists({ call: callId, user: personId })) !== null;
}
