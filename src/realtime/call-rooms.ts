import { CHAT_PAGE_SIZE } from '../shared/limits.js';
import type {
  CallPreview,
  ChatMessage,
  IceServer,
  JoinRequest,
  JoinSnapshot,
  MediaState,
  ParticipantId,
} from '../shared/protocol.js';
import type { Chat } from '../services/chat.js';
import type { IceServers } from '../services/ice-servers.js';
import type { CallLedger, GoingCall } from './call-ledger.js';
import type { ParticipantIds } from './participant-id.js';
import { ProtocolError } from './protocol-error.js';
import type { Reservation, RoomRegistry } from './room-registry.js';
import { insideOf, outsideOf } from './sockets.js';
import type { RealtimeServer, RealtimeSocket, Seat } from './sockets.js';

export interface CallRoomsOptions {
  readonly io: RealtimeServer;
  readonly registry: RoomRegistry;
  readonly ledger: CallLedger;
  readonly chat: Chat;
  readonly iceServers: IceServers;
  readonly participantIds: ParticipantIds;
  readonly maxParticipants: number;
  /** How long someone whose socket is lost is kept, in ms. */
  readonly graceMs: number;
  readonly epoch: string;
  readonly now: () => number;
  readonly log: (line: string) => void;
}

interface OpenedCall {
  readonly going: GoingCall;
  readonly chat: ChatMessage[];
  readonly iceServers: IceServer[];
}

/** All that follows when people come, go, are lost and come back: the registry decides, the others are told. */
export class CallRooms {
  readonly #options: CallRoomsOptions;
  readonly #graces = new Map<ParticipantId, ReturnType<typeof setTimeout>>();
  /** What was said while a join was reading the chat; without it the newcomer would miss it. */
  readonly #unread = new Map<Reservation, ChatMessage[]>();
  #closed = false;

  constructor(options: CallRoomsOptions) {
    this.#options = options;
  }

  /** @throws {ProtocolError} `full`, or `not-in-call` if the socket left or went meanwhile */
  async join(socket: RealtimeSocket, { code, tabId, media }: JoinRequest): Promise<JoinSnapshot> {
    const { registry, participantIds } = this.#options;
    const { user, seat } = socket.data;
    const participantId = participantIds(code, user.id, tabId);
    const reservation = registry.reserve(code, participantId, user.id);
    if (seat && seat.participantId !== participantId) this.leave(socket);
    const attempt = { code, participantId };
    socket.data.attempt = attempt;
    this.#unread.set(reservation, []);
    try {
      const opened = await this.#open(reservation);
      if (socket.data.attempt !== attempt) throw new ProtocolError('not-in-call');
      const seated = registry.seat(reservation, { name: user.name, connection: socket.id, media });
      if (!seated) {
        dismiss(socket);
        throw new ProtocolError('not-in-call');
      }
      this.#forgetGrace(participantId);
      socket.data.seat = { code, participantId };
      if (seated.replaced !== null) this.#dismissConnection(seated.replaced);
      this.unwatch(socket);
      await socket.join(insideOf(code));
      this.#tellRoster(code, socket);
      if (!seated.resumed) {
        socket.to(insideOf(code)).emit('user-joined', { participantId, name: user.name });
      }
      this.#options.log(
        `${seated.resumed ? 'resumed' : 'joined'} meeting=${code} participant=${participantId}`,
      );
      return this.#snapshot(reservation, opened, seated.resumed);
    } catch (error) {
      registry.release(reservation);
      this.#noteDeparture(code, user.id, this.#options.now());
      throw error;
    } finally {
      this.#unread.delete(reservation);
    }
  }

  leave(socket: RealtimeSocket): void {
    const { seat } = socket.data;
    socket.data.attempt = null;
    socket.data.seat = null;
    if (!seat) return;
    void socket.leave(insideOf(seat.code));
    this.#remove(seat, this.#options.now());
  }

  /** The socket is gone: whoever it spoke for may come back within the grace. */
  lose(socket: RealtimeSocket): void {
    const { seat } = socket.data;
    socket.data.attempt = null;
    socket.data.seat = null;
    if (this.#closed || !seat) return;
    if (!this.#options.registry.lose(seat.code, seat.participantId, socket.id)) return;
    this.#options.log(`lost meeting=${seat.code} participant=${seat.participantId}`);
    this.#tellRoster(seat.code);
    this.#grantGrace(seat, this.#options.now());
  }

  preview(code: string): CallPreview {
    const { registry } = this.#options;
    return { roster: registry.roster(code), full: registry.isFull(code) };
  }

  /** Sends the roster of this call, as it changes, to a page that is not in a call. */
  async watch(socket: RealtimeSocket, code: string): Promise<void> {
    this.unwatch(socket);
    if (socket.data.seat) return;
    socket.data.watching = code;
    await socket.join(outsideOf(code));
  }

  unwatch(socket: RealtimeSocket): void {
    const { watching } = socket.data;
    socket.data.watching = null;
    if (watching !== null) void socket.leave(outsideOf(watching));
  }

  setMedia({ code, participantId }: Seat, change: Partial<MediaState>): void {
    this.#options.registry.setMedia(code, participantId, change);
    this.#tellRoster(code);
  }

  /** To everyone in the call but the sender's socket. */
  tellMessage(socket: RealtimeSocket, code: string, message: ChatMessage): void {
    for (const [reservation, messages] of this.#unread) if (reservation.code === code) messages.push(message);
    socket.to(insideOf(code)).emit('chat-message', message);
  }

  /** Forgets the graces that are running: the server stops, and everyone may come back to its successor. */
  close(): void {
    this.#closed = true;
    for (const timer of this.#graces.values()) clearTimeout(timer);
    this.#graces.clear();
  }

  /** All of a join that can fail. What is read from the store is read side by side where that can be. */
  async #open({ code, userId }: Reservation): Promise<OpenedCall> {
    const { ledger, registry, chat, iceServers } = this.#options;
    const known = ledger.current(code);
    const isNoted = known !== null && registry.hasUser(code, userId);
    const [going, early] = await Promise.all([
      isNoted ? known : ledger.enter(code, userId),
      known && chat.latest(known.call.id, CHAT_PAGE_SIZE),
    ]);
    const isSameCall = going.call.id === known?.call.id;
    return {
      going,
      chat: (isSameCall && early) || (await chat.latest(going.call.id, CHAT_PAGE_SIZE)),
      iceServers: iceServers.forUser(userId),
    };
  }

  #snapshot(
    reservation: Reservation,
    { going, chat, iceServers }: OpenedCall,
    resumed: boolean,
  ): JoinSnapshot {
    const { registry, maxParticipants, epoch } = this.#options;
    const { code, participantId } = reservation;
    const read = new Set(chat.map(({ id }) => id));
    const unread = (this.#unread.get(reservation) ?? []).filter(({ id }) => !read.has(id));
    return {
      self: participantId,
      roster: registry.roster(code),
      chat: [...chat, ...unread].slice(-CHAT_PAGE_SIZE),
      call: { id: going.call.id, startedAt: going.call.startedAt.getTime() },
      iceServers,
      settings: { title: going.meeting.title, maxParticipants },
      epoch,
      resumed,
    };
  }

  #remove({ code, participantId }: Seat, at: number): void {
    const { io, registry, log } = this.#options;
    this.#forgetGrace(participantId);
    const member = registry.remove(code, participantId);
    if (!member) return;
    this.#tellRoster(code);
    io.to(insideOf(code)).emit('user-left', { participantId, name: member.name });
    log(`left meeting=${code} participant=${participantId}`);
    this.#noteDeparture(code, member.userId, at);
  }

  #noteDeparture(code: string, userId: string, at: number): void {
    const { ledger, registry } = this.#options;
    ledger.depart(code, userId, at, {
      userIsThere: registry.expectsUser(code, userId),
      anyoneIsThere: !registry.isEmpty(code),
    });
  }

  #grantGrace(seat: Seat, lostAt: number): void {
    const expire = () => {
      // A join of this page that is under way decides; if it fails, the grace goes on.
      if (this.#options.registry.expects(seat.code, seat.participantId)) this.#grantGrace(seat, lostAt);
      else this.#remove(seat, lostAt);
    };
    this.#forgetGrace(seat.participantId);
    this.#graces.set(seat.participantId, setTimeout(expire, this.#options.graceMs));
  }

  #forgetGrace(participantId: ParticipantId): void {
    clearTimeout(this.#graces.get(participantId));
    this.#graces.delete(participantId);
  }

  #tellRoster(code: string, except?: RealtimeSocket): void {
    const audience = (except ?? this.#options.io).to([insideOf(code), outsideOf(code)]);
    audience.emit('roster', this.#options.registry.roster(code));
  }

  #dismissConnection(connection: string): void {
    const socket = this.#options.io.sockets.sockets.get(connection);
    if (socket) dismiss(socket);
  }
}

/** Another socket speaks for this page from now on. */
function dismiss(socket: RealtimeSocket): void {
  socket.data.seat = null;
  socket.data.attempt = null;
  socket.emit('replaced');
  socket.disconnect(true);
}
