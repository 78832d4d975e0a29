import { CHAT_PAGE_SIZE } from '../shared/limits.js';
import type { CallSettings, ChatMessage, JoinSnapshot, ParticipantId } from '../shared/protocol.js';
import type { Chat } from '../services/chat.js';
import type { IceServers } from '../services/ice-servers.js';
import type { Departures } from './departures.js';
import type { CallLedger, RunningCall } from './call-ledger.js';
import type { Reservation, RoomRegistry } from './room-registry.js';
import type { Rosters } from './rosters.js';
import type { WaitingRooms } from './waiting-room.js';

export interface JoinSnapshotsOptions {
  readonly registry: RoomRegistry;
  readonly rosters: Rosters;
  readonly waitingRooms: WaitingRooms;
  readonly ledger: CallLedger;
  readonly departures: Departures;
  readonly chat: Chat;
  readonly iceServers: IceServers;
  readonly maxParticipants: number;
  readonly epoch: string;
  /** ms since 1970 */
  readonly now: () => number;
}

export interface JoinData {
  readonly running: RunningCall;
  readonly chat: ChatMessage[];
}

/** A join whose answer is being made. */
interface UnderWay {
  /** Whether the database has the person in the call already, with another page. */
  readonly isRecorded: boolean;
  /** The messages sent since the join began: the page does not receive them by itself yet. */
  readonly messages: ChatMessage[];
}

/**
 * Makes the answer to a join. First `begin`, then `read`, then `compose` when the page is in the room; in the end always
 * `forget`.
 */
export class JoinSnapshots {
  readonly #options: JoinSnapshotsOptions;
  readonly #underWay = new Map<Reservation, UnderWay>();

  constructor(options: JoinSnapshotsOptions) {
    this.#options = options;
  }

  /** Call it before the page enters the room. */
  begin(reservation: Reservation): void {
    const { code, userId } = reservation;
    // A page can be in the room before the database knows: only a join with an answer has been recorded.
    const isUnsure = [...this.#underWay.keys()].some((one) => one.code === code && one.userId === userId);
    const isRecorded = !isUnsure && this.#options.registry.hasUser(code, userId);
    this.#underWay.set(reservation, { isRecorded, messages: [] });
  }

  /**
   * Records the join in the database and reads the data of the answer, in parallel where possible. `hasEntered`: the page is
   * in the running call, and must not open another one.
   */
  async read(
    reservation: Reservation,
    { guestName, hasEntered }: { guestName: string | undefined; hasEntered: boolean },
  ): Promise<JoinData> {
    const { ledger, chat } = this.#options;
    const { code, userId } = reservation;
    const known = ledger.current(code);
    const isRecorded = this.#underWay.get(reservation)?.isRecorded ?? false;
    const record = () =>
      hasEntered ? ledger.attend(code, userId, guestName) : ledger.join(code, userId, guestName);
    const [running, chatOfKnown] = await Promise.all([
      (isRecorded && known) || record(),
      known && chat.latest(known.call.id, CHAT_PAGE_SIZE),
    ]);
    const isSameCall = running.call.id === known?.call.id;
    return {
      running,
      chat: (isSameCall && chatOfKnown) || (await chat.latest(running.call.id, CHAT_PAGE_SIZE)),
    };
  }

  /** Adds a new message of the call to the answers of all joins under way. */
  addMessage(code: string, message: ChatMessage): void {
    for (const [reservation, { messages }] of this.#underWay)
      if (reservation.code === code) messages.push(message);
  }

  compose(
    reservation: Reservation,
    { running, chat }: JoinData,
    {
      resumed,
      isRejoin,
      sessionId,
      relayed,
    }: { resumed: boolean; isRejoin: boolean; sessionId: string; relayed: ParticipantId[] },
  ): JoinSnapshot {
    const { rosters, waitingRooms, iceServers, ledger, departures, epoch, now } = this.#options;
    const { code, participantId, userId } = reservation;
    const read = new Set(chat.map(({ id }) => id));
    const startedAt = running.call.startedAt.getTime();
    const missed = (this.#underWay.get(reservation)?.messages ?? []).filter(({ id }) => !read.has(id));
    return {
      self: participantId,
      roster: rosters.roster(code),
      chat: [...chat, ...missed].slice(-CHAT_PAGE_SIZE),
      call: { id: running.call.id, startedAt, ageMs: Math.max(0, now() - startedAt) },
      ...iceServers.forSession(sessionId),
      // A host may have locked the call since it was read, and the page missed the event.
      settings: this.settings(ledger.current(code) ?? running),
      waitingRoom: rosters.roleOf(code, userId) === 'participant' ? [] : waitingRooms.list(code),
      epoch,
      resumed,
      gone: isRejoin ? departures.gone(code) : [],
      relayed,
    };
  }

  settings({ meeting, moderation }: RunningCall): CallSettings {
    return {
      title: meeting.title,
      maxParticipants: this.#options.maxParticipants,
      isLocked: meeting.isLocked || moderation.isLocked,
    };
  }

  forget(reservation: Reservation): void {
    this.#underWay.delete(reservation);
  }
}
