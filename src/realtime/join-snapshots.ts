import { CHAT_PAGE_SIZE } from '../shared/limits.js';
import type { ChatMessage, IceServer, JoinSnapshot } from '../shared/protocol.js';
import type { Chat } from '../services/chat.js';
import type { IceServers } from '../services/ice-servers.js';
import type { CallLedger, RunningCall } from './call-ledger.js';
import type { Reservation, RoomRegistry } from './room-registry.js';

export interface JoinSnapshotsOptions {
  readonly registry: RoomRegistry;
  readonly ledger: CallLedger;
  readonly chat: Chat;
  readonly iceServers: IceServers;
  readonly maxParticipants: number;
  readonly epoch: string;
}

export interface JoinData {
  readonly running: RunningCall;
  readonly chat: ChatMessage[];
  readonly iceServers: IceServer[];
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
  async read(reservation: Reservation): Promise<JoinData> {
    const { ledger, registry, chat, iceServers } = this.#options;
    const { code, userId } = reservation;
    this.#missed.set(reservation, []);
    const known = ledger.current(code);
    const isRecorded = known !== null && registry.hasUser(code, userId);
    const [running, chatOfKnown] = await Promise.all([
      isRecorded ? known : ledger.join(code, userId),
      known && chat.latest(known.call.id, CHAT_PAGE_SIZE),
    ]);
    const isSameCall = running.call.id === known?.call.id;
    return {
      running,
      chat: (isSameCall && chatOfKnown) || (await chat.latest(running.call.id, CHAT_PAGE_SIZE)),
      iceServers: iceServers.forUser(userId),
    };
  }

  /** Adds a new message of the call to the answers of all joins under way. */
  addMessage(code: string, message: ChatMessage): void {
    for (const [reservation, messages] of this.#missed) if (reservation.code === code) messages.push(message);
  }

  compose(reservation: Reservation, { running, chat, iceServers }: JoinData, resumed: boolean): JoinSnapshot {
    const { registry, maxParticipants, epoch } = this.#options;
    const { code, participantId } = reservation;
    const read = new Set(chat.map(({ id }) => id));
    const missed = (this.#missed.get(reservation) ?? []).filter(({ id }) => !read.has(id));
    return {
      self: participantId,
      roster: registry.roster(code),
      chat: [...chat, ...missed].slice(-CHAT_PAGE_SIZE),
      call: { id: running.call.id, startedAt: running.call.startedAt.getTime() },
      iceServers,
      settings: { title: running.meeting.title, maxParticipants },
      epoch,
      resumed,
    };
  }

  forget(reservation: Reservation): void {
    this.#missed.delete(reservation);
  }
}
