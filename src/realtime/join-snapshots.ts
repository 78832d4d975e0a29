import { CHAT_PAGE_SIZE } from '../shared/limits.js';
import type { CallSettings, ChatMessage, JoinSnapshot } from '../shared/protocol.js';
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

/** Makes the answer to a join. First `read`, then `compose` when the page is in the room; in the end always `forget`. */
export class JoinSnapshots {
  readonly #options: JoinSnapshotsOptions;
  /** Messages sent since a join began to read the chat. The page is not in the room yet and would miss them. */
  readonly #missed = new Map<Reservation, ChatMessage[]>();

  constructor(options: JoinSnapshotsOptions) {
    this.#options = options;
  }

  /** Records the join in the database and reads the data of the answer, in parallel where possible. */
  async read(reservation: Reservation, guestName: string | undefined): Promise<JoinData> {
    const { ledger, registry, chat } = this.#options;
    const { code, userId } = reservation;
    this.#missed.set(reservation, []);
    const known = ledger.current(code);
    const isRecorded = known !== null && registry.hasUser(code, userId);
    const [running, chatOfKnown] = await Promise.all([
      isRecorded ? known : ledger.join(code, userId, guestName),
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
    for (const [reservation, messages] of this.#missed) if (reservation.code === code) messages.push(message);
  }

  compose(
    reservation: Reservation,
    { running, chat }: JoinData,
    { resumed, isRejoin, sessionId }: { resumed: boolean; isRejoin: boolean; sessionId: string },
  ): JoinSnapshot {
    const { rosters, waitingRooms, iceServers, ledger, departures, epoch, now } = this.#options;
    const { code, participantId, userId } = reservation;
    const read = new Set(chat.map(({ id }) => id));
    const startedAt = running.call.startedAt.getTime();
    const missed = (this.#missed.get(reservation) ?? []).filter(({ id }) => !read.has(id));
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
      relayed: [], // the handler of the join relays, when the page is in the call
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
    this.#missed.delete(reservation);
  }
}
