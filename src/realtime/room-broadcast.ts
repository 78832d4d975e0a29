import type {
  CallSettings,
  ChatMessage,
  Elsewhere,
  LeaveReason,
  ParticipantId,
  Signal,
  WaitingPerson,
} from '../shared/protocol.js';
import type { Reaction } from '../shared/reactions.js';
import type { ParticipantRef } from './room-registry.js';
import type { Rosters } from './rosters.js';
import type { RealtimeServer, RealtimeSocket } from './socket-types.js';

/** The Socket.IO room of the participants' sockets. */
const insideOf = (code: string): string => `inside:${code}`;

/** The sockets of participants whose joins have no answer yet. The answer brings them the messages. */
const unansweredOf = (code: string): string => `unanswered:${code}`;

/** The events that tell one page what a host has done. */
type HostNews = 'muted' | 'unmute-asked' | 'share-stopped' | 'hand-lowered' | 'removed' | 'call-ended';

/** Sends every event to people in a call or in its waiting room, and decides which sockets receive it. */
export class RoomBroadcast {
  readonly #io: RealtimeServer;
  readonly #rosters: Rosters;

  constructor(io: RealtimeServer, rosters: Rosters) {
    this.#io = io;
    this.#rosters = rosters;
  }

  /** From now on the socket receives all events of the call. The adapter in memory adds the socket at once. */
  join(socket: RealtimeSocket, code: string): void {
    void socket.join(insideOf(code));
  }

  leave(socket: RealtimeSocket, code: string): void {
    void socket.leave(insideOf(code));
    this.answered(socket, code);
  }

  /** The socket has joined, and until `answered` receives no chat messages: they come with the answer, in order. */
  awaitAnswer(socket: RealtimeSocket, code: string): void {
    void socket.join(unansweredOf(code));
  }

  answered(socket: RealtimeSocket, code: string): void {
    void socket.leave(unansweredOf(code));
  }

  /** To all participants, without the socket `except`. */
  sendRoster(code: string, except?: RealtimeSocket): void {
    (except ?? this.#io).to(insideOf(code)).emit('roster', this.#rosters.roster(code));
  }

  /** To all participants. */
  sendSettings(code: string, settings: CallSettings): void {
    this.#io.to(insideOf(code)).emit('call-settings', settings);
  }

  /** To the hosts and co-hosts of the call. */
  sendWaitingRoom(code: string, waiting: WaitingPerson[]): void {
    for (const { role, state, socketId } of this.#rosters.people(code)) {
      if (role !== 'participant' && state === 'connected')
        this.#io.to(socketId).emit('waiting-room', waiting);
    }
  }

  /** Tells these pages whether they may join now. */
  sendDecision(sockets: readonly RealtimeSocket[], decision: 'admitted' | 'denied'): void {
    for (const socket of sockets) socket.emit(decision);
  }

  /** Tells one page what a host has done. `by` is the name of the host. */
  sendHostNews(socketId: string, news: HostNews, by: string): void {
    this.#io.to(socketId).emit(news, { by });
  }

  /** The connected socket with this id, or null. */
  find(socketId: string): RealtimeSocket | null {
    return this.#io.sockets.sockets.get(socketId) ?? null;
  }

  /** To all participants but the new one. */
  sendUserJoined(socket: RealtimeSocket, { code, participantId }: ParticipantRef, hasMoved: boolean): void {
    const { name } = socket.data.user;
    const news = { participantId, name, ...(hasMoved && { hasMoved }) };
    socket.to(insideOf(code)).emit('user-joined', news);
  }

  /** To the remaining participants. */
  sendUserLeft({ code, participantId }: ParticipantRef, name: string, reason: LeaveReason): void {
    this.#io.to(insideOf(code)).emit('user-left', { participantId, name, reason });
  }

  /** Tells one page that the person has moved the call to another page. */
  sendMoved(socketId: string, to: Elsewhere): void {
    this.#io.to(socketId).emit('moved', { to });
  }

  /** To all participants but the sender, and those who get it with the answer to their join. */
  sendChatMessage(socket: RealtimeSocket, code: string, message: ChatMessage): void {
    socket.to(insideOf(code)).except(unansweredOf(code)).emit('chat-message', message);
  }

  /** To all participants but the sender. */
  sendReaction(socket: RealtimeSocket, { code, participantId }: ParticipantRef, reaction: Reaction): void {
    socket.to(insideOf(code)).emit('reaction', { participantId, reaction });
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

  /** To all participants: a host has stopped a screen share. */
  sendShareStopped(code: string, participantId: ParticipantId): void {
    this.#io.to(insideOf(code)).emit('screen-share-stopped', { participantId });
  }

  sendSignal(socketId: string, from: ParticipantId, signal: Signal): void {
    this.#io.to(socketId).emit('signal', { from, signal });
  }

  /** Tells the socket that another one speaks for its page now, and closes it. */
  replace(socketId: string): void {
    const socket = this.find(socketId);
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
