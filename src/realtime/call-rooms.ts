import type { MeetingAccess } from '../services/meeting-access.js';
import type { ChatMessage, JoinRequest, JoinSnapshot, MediaState, Waiting } from '../shared/protocol.js';
import type { CallEntries } from './call-entries.js';
import { detach, type CallExits } from './call-exits.js';
import type { CallLedger } from './call-ledger.js';
import type { Departures } from './departures.js';
import type { JoinSnapshots } from './join-snapshots.js';
import { userOfPage } from './page-user.js';
import type { ParticipantIds } from './participant-id.js';
import { placeInLog } from './place-in-log.js';
import { ProtocolError } from './protocol-error.js';
import type { RoomBroadcast } from './room-broadcast.js';
import type { JoinAttempt, ParticipantRef, Reservation, RoomRegistry } from './room-registry.js';
import type { RealtimeSocket } from './socket-types.js';
import type { WaitingRooms } from './waiting-room.js';
import type { Watchers } from './watchers.js';

export interface CallRoomsOptions {
  readonly access: Pick<MeetingAccess, 'enter'>;
  readonly registry: RoomRegistry;
  readonly broadcast: RoomBroadcast;
  readonly watchers: Watchers;
  readonly waitingRooms: WaitingRooms;
  readonly snapshots: JoinSnapshots;
  readonly ledger: CallLedger;
  readonly departures: Departures;
  readonly entries: CallEntries;
  readonly exits: CallExits;
  readonly participantIds: ParticipantIds;
  readonly now: () => number;
  readonly log: (line: string) => void;
}

/**
 * Carries out the changes of a room: pages ask to join, lose their socket, come back and change their media; `CallEntries`
 * lets them enter, and `CallExits` lets them leave. The registry decides, the broadcast informs the participants, the
 * ledger records who attended.
 */
export class CallRooms {
  readonly #options: CallRoomsOptions;
  #closed = false;

  constructor(options: CallRoomsOptions) {
    this.#options = options;
  }

  /**
   * The top of room-registry.ts describes the steps.
   * @throws {ProtocolError} a reason of `EntryRefusal`; `moved`; `unauthorized`; `bad-request` for a guest without a name; `full`; `too-many-tabs`; `rate-limited`; `not-in-call` if a later join, a leave or the end of the socket cancels this join
   */
  async join(socket: RealtimeSocket, request: JoinRequest): Promise<JoinSnapshot | Waiting> {
    const attempt = this.#attempt(socket, request);
    const decision = await this.#decide(socket, attempt, request);
    if (decision === 'wait') return this.#wait(socket, attempt);
    if (decision !== 'enter') throw this.#refuse(socket, attempt, decision);
    const { entries, exits } = this.#options;
    const { participant } = socket.data;
    const reservation = this.#reserve(attempt, request.move);
    if (participant && participant.participantId !== attempt.participantId) {
      exits.leave(socket, 'left');
      socket.data.joining = attempt;
    }
    return entries.enter(socket, reservation, request);
  }

  /** The page leaves its call, or waits no more to be let in. */
  leave(socket: RealtimeSocket): void {
    this.#stopWaiting(socket);
    this.#options.exits.leave(socket, 'left');
  }

  /** The socket has ended. Its participant stays in the roster as `reconnecting` until the grace expires. */
  lose(socket: RealtimeSocket): void {
    this.#stopWaiting(socket);
    const { registry, exits, now } = this.#options;
    const participant = detach(socket);
    if (this.#closed || !participant) return;
    const { code, participantId } = participant;
    // After `broadcast.replace` another socket speaks for the page, and nothing is lost.
    if (!registry.lose(code, participantId, socket.id)) return;
    this.#log('lost', participant);
    this.rosterChanged(code);
    exits.startGrace(participant, now());
  }

  setMedia({ code, participantId }: ParticipantRef, change: Partial<MediaState>): void {
    this.#options.registry.setMedia(code, participantId, change);
    this.rosterChanged(code);
  }

  /** Sends a stored message to everyone but the sender, and to pages that are joining. */
  sendMessage(socket: RealtimeSocket, code: string, message: ChatMessage): void {
    this.#options.snapshots.addMessage(code, message);
    this.#options.broadcast.sendChatMessage(socket, code, message);
  }

  /** Stops the grace timers: the server stops, and the pages will come back to the next server. */
  close(): void {
    this.#closed = true;
    this.#options.exits.close();
  }

  #attempt(socket: RealtimeSocket, request: JoinRequest): JoinAttempt {
    const { registry, participantIds } = this.#options;
    const { code, tabId } = request;
    const user = userOfPage(socket, request);
    socket.data.user = user;
    const attempt = registry.attempt(code, participantIds(code, user.id, tabId), user.id);
    this.#stopWaiting(socket);
    socket.data.joining = attempt;
    return attempt;
  }

  async #decide(
    socket: RealtimeSocket,
    attempt: JoinAttempt,
    request: JoinRequest,
  ): Promise<Awaited<ReturnType<MeetingAccess['enter']>> | 'moved'> {
    const { access, registry, ledger, waitingRooms, departures } = this.#options;
    const { code, participantId } = attempt;
    const { passcode, callId } = request;
    if (callId !== undefined && ledger.wasEndedByHost(callId)) return 'ended';
    // The page had lost the server when the person moved the call, and must not come back beside the new page.
    if (departures.find(code, participantId)?.reason === 'moved') return 'moved';
    // The page was let in before, and nobody has removed it since.
    if (registry.find(code, participantId)) return 'enter';
    const { user, address } = socket.data;
    // A host's decision about this person counts more than the settings of the meeting.
    if (waitingRooms.isAdmitted(code, user)) return 'enter';
    // A decision about a call that has just ended must not concern the next one.
    await ledger.previousCallEnded(code);
    const running = ledger.runningHere(code);
    const decision = await access.enter({ code, visitor: user, passcode, callId, address, running });
    if (socket.data.joining !== attempt) throw new ProtocolError('not-in-call');
    return decision;
  }

  #wait(socket: RealtimeSocket, attempt: JoinAttempt): Waiting {
    const { waitingRooms } = this.#options;
    const { code, participantId } = attempt;
    socket.data.joining = null;
    if (waitingRooms.add(socket, code, participantId)) {
      this.#log('waiting', attempt);
      this.#waitingRoomChanged(code);
    }
    return { waiting: true };
  }

  #stopWaiting(socket: RealtimeSocket): void {
    const code = this.#options.waitingRooms.drop(socket);
    if (code !== null) this.#waitingRoomChanged(code);
  }

  /** A new page takes the place of a lost page of the same user, if there is no other place: that page has crashed. */
  #reserve(attempt: JoinAttempt, isMove?: boolean): Reservation {
    const { registry, exits, now } = this.#options;
    try {
      return registry.reserve(attempt, isMove);
    } catch (error) {
      const lost = registry.findLost(attempt.code, attempt.userId);
      if (!lost) throw error;
      exits.remove(lost, now(), 'lost');
      return registry.reserve(attempt);
    }
  }

  /** People or roles have changed, and with them perhaps who is the host and who sees the waiting room. */
  rosterChanged(code: string, except?: RealtimeSocket): void {
    const { broadcast, watchers, waitingRooms } = this.#options;
    broadcast.sendRoster(code, except);
    watchers.send(code);
    if (waitingRooms.list(code).length > 0) this.#waitingRoomChanged(code);
  }

  #waitingRoomChanged(code: string): void {
    const { broadcast, waitingRooms } = this.#options;
    broadcast.sendWaitingRoom(code, waitingRooms.list(code));
  }

  #refuse(socket: RealtimeSocket, attempt: JoinAttempt, reason: ProtocolError['code']): ProtocolError {
    socket.data.joining = null;
    this.#options.log(`entry refused reason=${reason} user=${attempt.userId}`);
    return new ProtocolError(reason);
  }

  #log(step: string, participant: ParticipantRef): void {
    const { log, ledger } = this.#options;
    log(`${step} ${placeInLog(ledger, participant)}`);
  }
}
