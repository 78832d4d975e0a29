import type { MeetingAccess } from '../services/meeting-access.js';
import type { Meeting, Meetings } from '../services/meetings.js';
import type { ErrorCode, HostTool, ParticipantId, Requests, Role } from '../shared/protocol.js';
import type { CallLedger } from './call-ledger.js';
import type { CallExits } from './call-exits.js';
import type { CallRooms } from './call-rooms.js';
import type { Departures } from './departures.js';
import type { JoinSnapshots } from './join-snapshots.js';
import { meetingInLog } from './place-in-log.js';
import { ProtocolError } from './protocol-error.js';
import type { RoomBroadcast } from './room-broadcast.js';
import type { ParticipantRecord } from './room-registry.js';
import type { Rosters } from './rosters.js';
import type { WaitingRooms } from './waiting-room.js';
import type { Watchers } from './watchers.js';

/** The lowest role that may use each tool. */
const RIGHTS = {
  admit: 'co-host',
  deny: 'co-host',
  mute: 'co-host',
  'ask-to-unmute': 'co-host',
  'stop-share': 'co-host',
  'lower-hand': 'co-host',
  remove: 'co-host',
  lock: 'co-host',
  'co-host': 'host',
  'hand-over': 'host',
  'end-call': 'host',
} as const satisfies Record<HostTool, Role>;

export const HOST_TOOLS = Object.keys(RIGHTS) as HostTool[];

const RANKS: Record<Role, number> = { participant: 0, 'co-host': 1, host: 2 };

/** The person who uses a tool. */
export interface Actor {
  readonly userId: string;
  readonly name: string;
  /** Whether the host of the meeting acts from the page of the meeting, which needs no place in the call. */
  readonly isOwner: boolean;
}

export interface HostToolsOptions {
  readonly access: Pick<MeetingAccess, 'look'>;
  readonly meetings: Pick<Meetings, 'change'>;
  readonly rosters: Rosters;
  readonly rooms: CallRooms;
  readonly broadcast: RoomBroadcast;
  readonly watchers: Watchers;
  readonly waitingRooms: WaitingRooms;
  readonly snapshots: JoinSnapshots;
  readonly ledger: CallLedger;
  readonly departures: Departures;
  readonly exits: CallExits;
  readonly log: (line: string) => void;
}

type Target = ParticipantRecord & { readonly role: Role };
type Payload<T extends HostTool> = Requests[T]['payload'];
type Tools = { [T in HostTool]: (code: string, actor: Actor, payload: Payload<T>) => void | Promise<void> };

/** What hosts and co-hosts can do to a call. Records each decision before its effect, so that a restart forgets none. */
export class HostTools {
  readonly #options: HostToolsOptions;

  constructor(options: HostToolsOptions) {
    this.#options = options;
  }

  /**
   * @throws {ProtocolError} `host-only` if the actor or the target has the wrong role; `unreachable` if the target is not
   *   in the call; `not-in-call` if no call is running; `bad-request` for a role that a guest cannot have
   */
  async use<T extends HostTool>(tool: T, code: string, actor: Actor, payload: Payload<T>): Promise<void> {
    const role = actor.isOwner ? 'host' : this.#options.rosters.roleOf(code, actor.userId);
    try {
      if (RANKS[role] < RANKS[RIGHTS[tool]]) throw new ProtocolError('host-only');
      await this.#tools[tool](code, actor, payload);
    } catch (error) {
      if (error instanceof ProtocolError && error.code === 'host-only')
        this.#log(`refused ${tool}`, code, actor);
      throw error;
    }
  }

  /** As `use`, for the host of the meeting on its page. Resolves to the code of the refusal, or to null. */
  async useAsOwner<T extends HostTool>(
    tool: T,
    code: string,
    host: Pick<Actor, 'userId' | 'name'>,
    payload: Payload<T>,
  ): Promise<ErrorCode | null> {
    try {
      await this.use(tool, code, { ...host, isOwner: true }, payload);
      return null;
    } catch (error) {
      if (error instanceof ProtocolError) return error.code;
      throw error;
    }
  }

  readonly #tools: Tools = {
    admit: (code, actor, { participantId }) => {
      for (const userId of this.#admit(code, participantId))
        this.#log('admitted', code, actor, `user=${userId}`);
    },

    deny: (code, actor, { participantId }) => {
      const { waitingRooms, broadcast } = this.#options;
      const denied = waitingRooms.deny(code, participantId);
      if (denied.length === 0) return;
      broadcast.sendDecision(denied, 'denied');
      broadcast.sendWaitingRoom(code, waitingRooms.list(code));
      const people = new Set(denied.map(({ data }) => data.user.id));
      for (const userId of people) this.#log('denied', code, actor, `user=${userId}`);
    },

    mute: (code, actor, { participantId }) => {
      const muted = this.#targets(code, actor.userId, participantId).filter(({ media }) => media.mic);
      for (const target of muted) {
        this.#options.rooms.setMedia({ code, participantId: target.participantId }, { mic: false });
        this.#options.broadcast.sendHostNews(target.socketId, 'muted', actor.name);
      }
    },

    'ask-to-unmute': (code, actor, { participantId }) => {
      const { socketId } = this.#find(code, participantId);
      this.#options.broadcast.sendHostNews(socketId, 'unmute-asked', actor.name);
    },

    'stop-share': (code, actor, { participantId }) => {
      const { rooms, broadcast } = this.#options;
      const target = this.#find(code, participantId);
      if (target.media.screen === null) return;
      rooms.setMedia({ code, participantId }, { screen: null });
      broadcast.sendShareStopped(code, participantId);
      broadcast.sendHostNews(target.socketId, 'share-stopped', actor.name);
    },

    'lower-hand': (code, actor, { participantId }) => {
      const raised = this.#targets(code, null, participantId).filter(({ media }) => media.hand);
      for (const target of raised) {
        this.#options.rooms.setMedia({ code, participantId: target.participantId }, { hand: false });
        this.#options.broadcast.sendHostNews(target.socketId, 'hand-lowered', actor.name);
      }
    },

    remove: async (code, actor, { participantId }) => {
      const { ledger, exits, rosters, broadcast, waitingRooms, watchers } = this.#options;
      const userId = this.#inferior(code, actor, participantId);
      await ledger.moderate(code, (now) => ({
        ...now,
        removed: [...new Set([...now.removed, userId])],
        coHosts: now.coHosts.filter((id) => id !== userId),
        handedTo: now.handedTo === userId ? null : now.handedTo,
      }));
      waitingRooms.forget(code, userId);
      this.#log('removed', code, actor, `user=${userId}`);
      for (const page of rosters.people(code).filter((one) => one.userId === userId)) {
        broadcast.sendHostNews(page.socketId, 'removed', actor.name);
        exits.eject({ code, participantId: page.participantId }, 'removed');
      }
      exits.dropLostPages(code, userId, 'removed');
      await watchers.lookAgain(code);
    },

    lock: async (code, actor, { locked }) => {
      const { ledger, meetings } = this.#options;
      await ledger.moderate(code, (now) => ({ ...now, isLocked: locked }));
      const meeting = ledger.current(code)?.meeting;
      // The lock of the meeting outlives the call, and a host who unlocks the call wants people to come in.
      if (!locked && meeting?.isLocked) {
        const changed = await meetings.change(meeting.id, { isLocked: false });
        if (changed) ledger.setMeeting(changed);
      }
      this.#log(locked ? 'locked' : 'unlocked', code, actor);
      await this.#rulesChanged(code);
    },

    'co-host': async (code, actor, { participantId, isCoHost }) => {
      const { userId } = this.#user(code, participantId);
      const isOwner = this.#isOwner(code, actor.userId);
      await this.#options.ledger.moderate(code, (now) => {
        const others = now.coHosts.filter((id) => id !== userId);
        // A person who has taken over from an absent host stays before the co-hosts whom they choose.
        const chooser = isOwner || others.includes(actor.userId) ? [] : [actor.userId];
        return { ...now, coHosts: isCoHost ? [...chooser, ...others, userId] : others };
      });
      this.#log(isCoHost ? 'made a co-host' : 'no longer a co-host', code, actor, `user=${userId}`);
      this.#options.rooms.rosterChanged(code);
    },

    'hand-over': async (code, actor, { participantId }) => {
      const { ledger, rooms } = this.#options;
      const { userId } = this.#user(code, participantId);
      await ledger.moderate(code, (now) => ({ ...now, handedTo: userId }));
      this.#log('handed over the call', code, actor, `user=${userId}`);
      rooms.rosterChanged(code);
    },

    'end-call': (code, actor) => {
      const { ledger, exits, rosters, broadcast, waitingRooms } = this.#options;
      const people = rosters.people(code);
      this.#log('ended the call', code, actor);
      if (
        !ledger.endForAll(
          code,
          people.map(({ userId }) => userId),
        )
      )
        throw new ProtocolError('not-in-call');
      // Everyone first learns why the others leave.
      for (const { socketId } of people) broadcast.sendHostNews(socketId, 'call-ended', actor.name);
      for (const { participantId } of people) exits.eject({ code, participantId }, 'ended');
      waitingRooms.endCall(code);
    },
  };

  /** The host has changed the settings of the meeting on its page. People who may enter now need not wait any longer. */
  async settingsChanged(meeting: Meeting): Promise<void> {
    const { ledger, waitingRooms, access } = this.#options;
    ledger.setMeeting(meeting);
    for (const { participantId, user } of waitingRooms.entries(meeting.code)) {
      if ((await access.look(meeting.code, user)).entry !== 'enter') continue;
      this.#admit(meeting.code, participantId);
      // No host has decided about this person, so the join needs the passcode, which may have changed too.
      waitingRooms.forget(meeting.code, user.id);
    }
    await this.#rulesChanged(meeting.code);
  }

  async #rulesChanged(code: string): Promise<void> {
    const { broadcast, ledger, snapshots, watchers } = this.#options;
    const running = ledger.current(code);
    if (running) broadcast.sendSettings(code, snapshots.settings(running));
    await watchers.lookAgain(code);
  }

  /** Returns the ids of the people whom the server has let in. */
  #admit(code: string, participantId?: ParticipantId): string[] {
    const { waitingRooms, broadcast } = this.#options;
    const admitted = waitingRooms.admit(code, participantId);
    if (admitted.length === 0) return [];
    broadcast.sendDecision(admitted, 'admitted');
    broadcast.sendWaitingRoom(code, waitingRooms.list(code));
    return [...new Set(admitted.map(({ data }) => data.user.id))];
  }

  #find(code: string, participantId: ParticipantId): Target {
    const target = this.#options.rosters.people(code).find((one) => one.participantId === participantId);
    if (!target) throw new ProtocolError('unreachable');
    return target;
  }

  #user(code: string, participantId: ParticipantId): Target {
    const target = this.#find(code, participantId);
    if (target.isGuest) throw new ProtocolError('bad-request');
    return target;
  }

  /** One participant, or everyone but the pages of the user `except`. */
  #targets(code: string, except: string | null, participantId: ParticipantId | undefined): Target[] {
    if (participantId !== undefined) return [this.#find(code, participantId)];
    return this.#options.rosters.people(code).filter(({ userId }) => userId !== except);
  }

  /**
   * The user of a participant whom the actor may remove: of a lower role, and never the host of the meeting. The page may
   * have lost the server, because others may still be connected to it.
   */
  #inferior(code: string, actor: Actor, participantId: ParticipantId): string {
    const { departures, rosters } = this.#options;
    const departure = departures.find(code, participantId);
    const { userId } = departure?.reason === 'lost' ? departure : this.#find(code, participantId);
    const rank = actor.isOwner ? Infinity : RANKS[rosters.roleOf(code, actor.userId)];
    const isBelow = RANKS[rosters.roleOf(code, userId)] < rank;
    if (this.#isOwner(code, userId) || userId === actor.userId || !isBelow)
      throw new ProtocolError('host-only');
    return userId;
  }

  #isOwner(code: string, userId: string): boolean {
    return userId === this.#options.ledger.current(code)?.meeting.hostId;
  }

  #log(step: string, code: string, { userId }: Actor, about = ''): void {
    const meeting = meetingInLog(this.#options.ledger, code);
    this.#options.log([step, meeting, about, `by=${userId}`].filter(Boolean).join(' '));
  }
}
