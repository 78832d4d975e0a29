import type { ChatMessage, ParticipantId, Signal } from '../shared/protocol.js';
import type { ParticipantRef, RoomRegistry } from './room-registry.js';
import type { RealtimeServer, RealtimeSocket } from './socket-types.js';

/** The Socket.IO room of the participants' sockets. */
const insideOf = (code: string): string => `inside:${code}`;
/** The Socket.IO room of the pages that watch the roster before they join. */
const outsideOf = (code: string): string => `outside:${code}`;

/** Sends every event of the server, and decides which sockets receive it. */
export class RoomBroadcast {
  readonly #io: RealtimeServer;
  readonly #registry: RoomRegistry;

  constructor(io: RealtimeServer, registry: RoomRegistry) {
    this.#io = io;
    this.#registry = registry;
  }

  /** From now on the socket receives all events of the call. The adapter in memory adds the socket at once. */
  join(socket: RealtimeSocket, code: string): void {
    void socket.join(insideOf(code));
  }

  leave(socket: RealtimeSocket, code: string): void {
    void socket.leave(insideOf(code));
  }

  /** From now on the socket receives the roster of the call, and no other event of it. */
  watch(socket: RealtimeSocket, code: string): void {
    void socket.join(outsideOf(code));
  }

  unwatch(socket: RealtimeSocket, code: string): void {
    void socket.leave(outsideOf(code));
  }

  /** To all participants and watchers, without the socket `except`. */
  sendRoster(code: string, except?: RealtimeSocket): void {
    const sockets = (except ?? this.#io).to([insideOf(code), outsideOf(code)]);
    sockets.emit('roster', this.#registry.roster(code));
  }

  /** To all participants but the new one. */
  sendUserJoined(socket: RealtimeSocket, { code, participantId }: ParticipantRef): void {
    const { name } = socket.data.user;
    socket.to(insideOf(code)).emit('user-joined', { participantId, name });
  }

  sendUserLeft({ code, participantId }: ParticipantRef, name: string): void {
    this.#io.to(insideOf(code)).emit('user-left', { participantId, name });
  }

  /** To all participants but the sender. */
  sendChatMessage(socket: RealtimeSocket, code: string, message: ChatMessage): void {
    socket.to(insideOf(code)).emit('chat-message', message);
  }

  /** To all participants but the one who shares. */
  sendScreenShareStarted(
    socket: RealtimeSocket,
    { code, participantId }: ParticipantRef,
    streamId: string,
  ): void {
    socket.to(insideOf(code)).emit('screen-share-started', { participantId, streamId });
  }

  /** To all participants but the one who shared. */
  sendScreenShareStopped(socket: RealtimeSocket, { code, participantId }: ParticipantRef): void {
    socket.to(insideOf(code)).emit('screen-share-stopped', { participantId });
  }

  sendSignal(socketId: string, from: ParticipantId, signal: Signal): void {
    this.#io.to(socketId).emit('signal', { from, signal });
  }

  /** Tells the socket that another one speaks for its page now, and closes it. */
  replace(socketId: string): void {
    const socket = this.#io.sockets.sockets.get(socketId);
    socket?.emit('replaced');
    socket?.disconnect(true);
  }

  /** Tells the socket that its session has ended. */
  sendSessionEnded(socket: RealtimeSocket): void {
    socket.emit('session-ended');
  }

  /** To every socket: the server is about to stop as planned. */
  sendServerDraining(): void {
    this.#io.emit('server-draining');
  }
}
