import type {
  ChatMessage,
  JoinRequest,
  JoinSnapshot,
  MediaState,
  ParticipantId,
} from '../shared/protocol.js';
import type { CallLedger } from './call-ledger.js';
import { GraceTimers } from './grace-timers.js';
import type { JoinSnapshots } from './join-snapshots.js';
import type { ParticipantIds } from './participant-id.js';
import { placeInLog } from './place-in-log.js';
import { ProtocolError } from './protocol-error.js';
import type { RoomBroadcast } from './room-broadcast.js';
import type { ParticipantRef, Reservation, RoomRegistry } from './room-registry.js';
import type { RealtimeSocket } from './socket-types.js';
import type { Watchers } from './watchers.js';

export interface CallRoomsOptions {
  readonly registry: RoomRegistry;
  readonly broadcast: RoomBroadcast;
  readonly watchers: Watchers;
  readonly snapshots: JoinSnapshots;
  readonly ledger: CallLedger;
  readonly participantIds: ParticipantIds;
  /** A participant whose socket is lost is removed after this time. */
  readonly graceMs: number;
  readonly now: () => number;
  readonly log: (line: string) => void;
}

/**
 * Carries out every change of a room: pages join, leave, lose their socket, come back and change their media. The
 * registry decides, the broadcast informs the participants, the ledger records who attended.
 */
export class CallRooms {
  readonly #options: CallRoomsOptions;
  readonly #graceTimers: GraceTimers;
  #closed = false;

  constructor(options: CallRoomsOptions) {
    this.#options = options;
    this.#graceTimers = new GraceTimers(options.graceMs);
  }

  /**
   * The top of room-registry.ts describes the steps.
   * @throws {ProtocolError} `unauthorized`; `full`; `too-many-tabs`; `rate-limited`; `not-in-call` if a later join, a leave or the end of the socket cancels this join
   */
  async join(socket: RealtimeSocket, request: JoinRequest): Promise<JoinSnapshot> {
    const { code, tabId, pageUserId, media } = request;
    const { registry, snapshots, participantIds, now } = this.#options;
    const { user, participant } = socket.data;
    // A page of one person must not bring another person, who logged in on the same browser, into the call.
    if (pageUserId !== undefined && pageUserId !== user.id) throw new ProtocolError('unauthorized');
    const participantId = participantIds(code, user.id, tabId);
    const reservation = this.#reserve(code, participantId, user.id);
    if (participant && participant.participantId !== participantId) this.leave(socket);
    socket.data.joining = reservation;
    try {
      const data = await snapshots.read(reservation);
      if (socket.data.joining !== reservation) throw new ProtocolError('not-in-call');
      const resumed = this.#enter(socket, reservation, media);
      return snapshots.compose(reservation, data, resumed);
    } catch (error) {
      registry.release(reservation);
      this.#recordLeave(code, user.id, now());
      throw error;
    } finally {
      snapshots.forget(reservation);
    }
  }

  leave(socket: RealtimeSocket): void {
    const participant = detach(socket);
    if (!participant) return;
    this.#options.broadcast.leave(socket, participant.code);
    this.#remove(participant, this.#options.now());
  }

  /** The socket has ended. Its participant stays in the roster as `reconnecting` until the grace expires. */
  lose(socket: RealtimeSocket): void {
    const { registry, broadcast, now } = this.#options;
    const participant = detach(socket);
    if (this.#closed || !participant) return;
    const { code, participantId } = participant;
    // After `broadcast.replace` another socket speaks for the page, and nothing is lost.
    if (!registry.lose(code, participantId, socket.id)) return;
    this.#log('lost', participant);
    broadcast.sendRoster(code);
    this.#startGrace(participant, now());
  }

  setMedia({ code, participantId }: ParticipantRef, change: Partial<MediaState>): void {
    this.#options.registry.setMedia(code, participantId, change);
    this.#options.broadcast.sendRoster(code);
  }

  /** Sends a stored message to everyone but the sender, and to pages that are joining. */
  sendMessage(socket: RealtimeSocket, code: string, message: ChatMessage): void {
    this.#options.snapshots.addMessage(code, message);
    this.#options.broadcast.sendChatMessage(socket, code, message);
  }

  /** Stops the grace timers: the server stops, and the pages will come back to the next server. */
  close(): void {
    this.#closed = true;
    this.#graceTimers.close();
  }

  /** A new page takes the place of a lost page of the same user, if there is no other place: that page has crashed. */
  #reserve(code: string, participantId: ParticipantId, userId: string): Reservation {
    const { registry, now } = this.#options;
    try {
      return registry.reserve(code, participantId, userId);
    } catch (error) {
      const lost = registry.findLost(code, userId);
      if (!lost) throw error;
      this.#remove(lost, now());
      return registry.reserve(code, participantId, userId);
    }
  }

  /**
   * Makes the page a participant and informs the others. Returns whether the page was in the call before. Not
   * asynchronous: the others must know the newcomer from the roster before its first offer arrives.
   */
  #enter(socket: RealtimeSocket, reservation: Reservation, media: JoinRequest['media']): boolean {
    const { registry, broadcast, watchers } = this.#options;
    const { code, participantId } = reservation;
    const confirmed = registry.confirm(reservation, {
      name: socket.data.user.name,
      socketId: socket.id,
      media,
    });
    if (!confirmed) {
      broadcast.replace(socket.id);
      throw new ProtocolError('not-in-call');
    }
    const { resumed, replacedSocketId } = confirmed;
    this.#graceTimers.cancel(participantId);
    socket.data.participant = { code, participantId };
    if (replacedSocketId !== null) broadcast.replace(replacedSocketId);
    watchers.unwatch(socket);
    broadcast.join(socket, code);
    broadcast.sendRoster(code, socket);
    if (!resumed) broadcast.sendUserJoined(socket, reservation);
    this.#log(resumed ? 'resumed' : 'joined', reservation);
    return resumed;
  }

  #remove(participant: ParticipantRef, at: number): void {
    const { registry, broadcast } = this.#options;
    const { code, participantId } = participant;
    this.#graceTimers.cancel(participantId);
    const removed = registry.remove(code, participantId);
    if (!removed) return;
    broadcast.sendRoster(code);
    broadcast.sendUserLeft(participant, removed.name);
    this.#log('left', participant);
    this.#recordLeave(code, removed.userId, at);
  }

  #recordLeave(code: string, userId: string, at: number): void {
    const { ledger, registry } = this.#options;
    ledger.leave(code, userId, at, {
      userRemains: registry.hasOrExpectsUser(code, userId),
      anyoneRemains: !registry.isEmpty(code),
    });
  }

  #log(step: string, participant: ParticipantRef): void {
    const { log, ledger } = this.#options;
    log(`${step} ${placeInLog(ledger, participant)}`);
  }

  #startGrace(participant: ParticipantRef, lostAt: number): void {
    const { code, participantId } = participant;
    this.#graceTimers.start(participantId, () => {
      // While the page is joining again, wait for the outcome: if that join fails, the page may still try once more.
      if (this.#options.registry.isJoining(code, participantId)) this.#startGrace(participant, lostAt);
      else this.#remove(participant, lostAt);
    });
  }
}

/** The socket speaks for no participant any more, and its join under way is cancelled. Returns the participant. */
function detach({ data }: RealtimeSocket): ParticipantRef | null {
  const { participant } = data;
  data.joining = null;
  data.participant = null;
  return participant;
}
