import type { JoinRequest, JoinSnapshot } from '../shared/protocol.js';
import type { CallExits } from './call-exits.js';
import type { CallLedger, RunningCall } from './call-ledger.js';
import type { JoinSnapshots } from './join-snapshots.js';
import { placeInLog } from './place-in-log.js';
import { ProtocolError } from './protocol-error.js';
import type { RoomBroadcast } from './room-broadcast.js';
import type { Reservation, RoomRegistry } from './room-registry.js';
import type { SignalRelay } from './signal-relay.js';
import type { RealtimeSocket } from './socket-types.js';
import type { WaitingRooms } from './waiting-room.js';
import type { Watchers } from './watchers.js';

export interface CallEntriesOptions {
  readonly registry: RoomRegistry;
  readonly broadcast: RoomBroadcast;
  readonly relay: SignalRelay;
  readonly watchers: Watchers;
  readonly waitingRooms: WaitingRooms;
  readonly snapshots: JoinSnapshots;
  readonly ledger: CallLedger;
  readonly exits: CallExits;
  readonly now: () => number;
  readonly log: (line: string) => void;
  /** People in the call have changed. Informs everyone but the socket `except`. */
  readonly rosterChanged: (code: string, except: RealtimeSocket) => void;
}

/** The ways into a call, for pages that may enter and have a place. */
export class CallEntries {
  readonly #options: CallEntriesOptions;

  constructor(options: CallEntriesOptions) {
    this.#options = options;
  }

  /**
   * Lets the page enter and records it, in the order that `#mayEnterAtOnce` gives. Releases the place if it fails.
   * @throws {ProtocolError} `not-in-call`, `removed`, `ended`, `no-guests`, `rate-limited`, as for `CallRooms.join`
   */
  async enter(socket: RealtimeSocket, reservation: Reservation, request: JoinRequest): Promise<JoinSnapshot> {
    const { snapshots } = this.#options;
    snapshots.begin(reservation);
    try {
      return this.#mayEnterAtOnce(reservation, request)
        ? await this.#enterAndRecord(socket, reservation, request)
        : await this.#recordAndEnter(socket, reservation, request);
    } finally {
      snapshots.forget(reservation);
    }
  }

  /**
   * Whether the others hear of the page before the database does. The offers of the page are for people in a call that runs
   * here, and nobody needs the record for a connection. A page that moves the call, or is in the roster, has more to lose
   * if the database fails.
   */
  #mayEnterAtOnce({ code, participantId, userId }: Reservation, { offers = [], move }: JoinRequest): boolean {
    const { registry, ledger } = this.#options;
    const running = ledger.current(code);
    if (!running || running.moderation.removed.includes(userId) || move === true) return false;
    const isIn = (id: string) => registry.find(code, id) !== null;
    return !isIn(participantId) && offers.some(({ to }) => isIn(to));
  }

  async #enterAndRecord(
    socket: RealtimeSocket,
    reservation: Reservation,
    { media, offers = [], callId }: JoinRequest,
  ): Promise<JoinSnapshot> {
    const { registry, broadcast, relay, snapshots, exits, waitingRooms } = this.#options;
    const { code, participantId, userId, joinNumber } = reservation;
    const { sessionId } = socket.data;
    const isStillIn = () => registry.find(code, participantId)?.joinNumber === joinNumber;
    try {
      const resumed = this.#enter(socket, reservation, media, false);
      broadcast.awaitAnswer(socket, code);
      const relayed = relay.passOffers(reservation, offers);
      const data = await snapshots.read(reservation, { guestName: guestNameOf(socket), hasEntered: true });
      if (!isStillIn()) throw new ProtocolError('not-in-call');
      waitingRooms.forget(code, userId);
      broadcast.answered(socket, code);
      const isRejoin = callId !== undefined;
      return snapshots.compose(reservation, data, { resumed, isRejoin, sessionId, relayed: relayed() });
    } catch (error) {
      registry.release(reservation);
      if (isStillIn()) {
        const { joining } = socket.data; // a later join of the page goes on
        exits.eject(reservation, 'left');
        socket.data.joining = joining;
      }
      throw error;
    }
  }

  async #recordAndEnter(
    socket: RealtimeSocket,
    reservation: Reservation,
    { media, offers = [], callId, move }: JoinRequest,
  ): Promise<JoinSnapshot> {
    const { registry, relay, snapshots, exits, waitingRooms, now } = this.#options;
    const { code, userId } = reservation;
    const { sessionId } = socket.data;
    try {
      const data = await snapshots.read(reservation, { guestName: guestNameOf(socket), hasEntered: false });
      if (socket.data.joining !== reservation) throw new ProtocolError('not-in-call');
      this.#checkAgain(reservation, data.running);
      const isMove = move === true && registry.hasUser(code, userId);
      const resumed = this.#enter(socket, reservation, media, isMove);
      waitingRooms.forget(code, userId);
      if (move === true) exits.moveTo(socket, reservation);
      const relayed = relay.passOffers(reservation, offers)();
      const isRejoin = callId !== undefined;
      return snapshots.compose(reservation, data, { resumed, isRejoin, sessionId, relayed });
    } catch (error) {
      registry.release(reservation);
      exits.recordLeave(code, userId, now());
      throw error;
    }
  }

  /** While the join was under way, a host may have removed the person or ended the call. */
  #checkAgain({ code, userId }: Reservation, { call }: RunningCall): void {
    const { ledger } = this.#options;
    if (ledger.wasEndedByHost(call.id)) throw new ProtocolError('ended');
    if (ledger.current(code)?.moderation.removed.includes(userId)) throw new ProtocolError('removed');
  }

  /**
   * Makes the page a participant and informs the others. Returns whether the page was in the call before. Not
   * asynchronous: the others must know the newcomer from the roster before its first offer arrives.
   */
  #enter(
    socket: RealtimeSocket,
    reservation: Reservation,
    media: JoinRequest['media'],
    isMove: boolean,
  ): boolean {
    const { registry, ledger, broadcast, watchers, exits, rosterChanged, log } = this.#options;
    const { code, participantId } = reservation;
    const { user, sessionId } = socket.data;
    const { name, username } = user;
    const confirmed = registry.confirm(reservation, {
      name,
      username,
      socketId: socket.id,
      sessionId,
      media,
    });
    if (!confirmed) {
      broadcast.replace(socket.id);
      throw new ProtocolError('not-in-call');
    }
    const { resumed, replacedSocketId } = confirmed;
    exits.cancelGrace(reservation);
    socket.data.joining = null;
    socket.data.participant = { code, participantId };
    if (replacedSocketId !== null) broadcast.replace(replacedSocketId);
    watchers.unwatch(socket);
    broadcast.join(socket, code);
    const isFirst = registry.participants(code).length === 1 && !resumed;
    if (isFirst) watchers.anotherCall(code, ledger.endStored(code));
    rosterChanged(code, socket);
    if (!resumed) broadcast.sendUserJoined(socket, reservation, isMove);
    log(`${resumed ? 'resumed' : 'joined'} ${placeInLog(ledger, reservation)}`);
    return resumed;
  }
}

/** The name that a guest has typed. */
function guestNameOf({ data: { user } }: RealtimeSocket): string | undefined {
  return user.username === null ? user.name : undefined;
}
