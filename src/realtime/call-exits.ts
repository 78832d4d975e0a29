import type { LeaveReason } from '../shared/protocol.js';
import type { CallLedger } from './call-ledger.js';
import type { Departure, Departures } from './departures.js';
import { GraceTimers } from './grace-timers.js';
import { placeInLog } from './place-in-log.js';
import { elsewhere } from './previews.js';
import type { RoomBroadcast } from './room-broadcast.js';
import type { ParticipantRef, Reservation, RoomRegistry } from './room-registry.js';
import type { RealtimeSocket } from './socket-types.js';
import type { WaitingRooms } from './waiting-room.js';
import type { Watchers } from './watchers.js';

export interface CallExitsOptions {
  readonly registry: RoomRegistry;
  readonly broadcast: RoomBroadcast;
  readonly watchers: Watchers;
  readonly waitingRooms: WaitingRooms;
  readonly ledger: CallLedger;
  readonly departures: Departures;
  /** A participant whose socket is lost is removed after this time. */
  readonly graceMs: number;
  readonly now: () => number;
  readonly log: (line: string) => void;
  /** People or roles in the call have changed. */
  readonly rosterChanged: (code: string) => void;
}

/** All ways out of a call. Everyone who stays learns the reason, because they keep their connections to lost pages only. */
export class CallExits {
  readonly #options: CallExitsOptions;
  readonly #graceTimers: GraceTimers;

  constructor(options: CallExitsOptions) {
    this.#options = options;
    this.#graceTimers = new GraceTimers(options.graceMs);
  }

  /** The page of this socket leaves its call, if it is in one. */
  leave(socket: RealtimeSocket, reason: LeaveReason): void {
    const participant = detach(socket);
    if (!participant) return;
    this.#options.broadcast.leave(socket, participant.code);
    this.remove(participant, this.#options.now(), reason);
  }

  /** Takes a page out of the call, whether its socket is connected or not. */
  eject(participant: ParticipantRef, reason: LeaveReason): void {
    const { broadcast, registry, now } = this.#options;
    const record = registry.find(participant.code, participant.participantId);
    const socket = record && broadcast.find(record.socketId);
    if (socket && socket.data.participant?.participantId === participant.participantId)
      this.leave(socket, reason);
    else this.remove(participant, now(), reason);
  }

  /** The person has moved the call to the page of this socket: the person’s other pages leave it. */
  moveTo(socket: RealtimeSocket, { code, participantId, userId }: Reservation): void {
    const { registry, broadcast } = this.#options;
    for (const page of registry.pagesOf(code, userId)) {
      if (page.participantId === participantId) continue;
      broadcast.sendMoved(page.socketId, elsewhere([page], socket.data.sessionId) ?? 'device');
      this.eject({ code, participantId: page.participantId }, 'moved');
    }
    this.dropLostPages(code, userId, 'moved');
  }

  /** The pages of this user that the server has lost leave too: nobody keeps a connection to them. */
  dropLostPages(code: string, userId: string, reason: LeaveReason): void {
    for (const departure of this.#options.departures.settleUser(code, userId, reason))
      this.#sendDropped(code, departure, reason);
  }

  /** The same for all lost pages of a session that has ended. */
  dropLostPagesOfSession(sessionId: string): void {
    const { registry, departures } = this.#options;
    for (const participant of registry.lostPagesOfSession(sessionId)) this.eject(participant, 'left');
    for (const { code, departure } of departures.settleSession(sessionId))
      this.#sendDropped(code, departure, 'left');
  }

  /** Removes the participant, who has left at `at`, in ms since 1970. */
  remove(participant: ParticipantRef, at: number, reason: LeaveReason): void {
    const { registry, broadcast, departures, rosterChanged } = this.#options;
    const { code, participantId } = participant;
    this.#graceTimers.cancel(participantId);
    const removed = registry.remove(code, participantId);
    if (!removed) return;
    departures.add(code, removed, reason);
    rosterChanged(code);
    broadcast.sendUserLeft(participant, removed.name, reason);
    this.#log(reason, participant);
    this.recordLeave(code, removed.userId, at);
  }

  /** The database records that a page of this user is no longer in the call, or that its join has failed. */
  recordLeave(code: string, userId: string, at: number): void {
    const { ledger, registry, waitingRooms, watchers } = this.#options;
    const anyoneRemains = !registry.isEmpty(code);
    ledger.leave(code, userId, at, {
      userRemains: registry.hasOrExpectsUser(code, userId),
      anyoneRemains,
    });
    if (anyoneRemains) return;
    waitingRooms.endCall(code);
    watchers.anotherCall(code, ledger.endStored(code));
  }

  /** The page has lost its socket at `lostAt`, in ms since 1970, and has some time to come back. */
  startGrace(participant: ParticipantRef, lostAt: number): void {
    const { code, participantId } = participant;
    this.#graceTimers.start(participantId, () => {
      // While the page is joining again, wait for the outcome: if that join fails, the page may still try once more.
      if (this.#options.registry.isJoining(code, participantId)) this.startGrace(participant, lostAt);
      else this.remove(participant, lostAt, 'lost');
    });
  }

  /** The page is back. */
  cancelGrace({ code, participantId }: ParticipantRef): void {
    this.#graceTimers.cancel(participantId);
    this.#options.departures.forget(code, participantId);
  }

  close(): void {
    this.#graceTimers.close();
  }

  #sendDropped(code: string, { participantId, name }: Departure, reason: LeaveReason): void {
    this.#options.broadcast.sendUserLeft({ code, participantId }, name, reason);
    this.#log(reason, { code, participantId });
  }

  #log(reason: LeaveReason, participant: ParticipantRef): void {
    const { log, ledger } = this.#options;
    log(`left ${placeInLog(ledger, participant)}${reason === 'left' ? '' : ` reason=${reason}`}`);
  }
}

/** The socket speaks for no participant any more, and its join under way is cancelled. Returns the participant. */
export function detach({ data }: RealtimeSocket): ParticipantRef | null {
  const { participant } = data;
  data.joining = null;
  data.participant = null;
  return participant;
}
