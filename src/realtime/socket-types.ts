import type { DefaultEventsMap, Server, Socket } from 'socket.io';
import type { ClientEvents, ServerEvents } from '../shared/protocol.js';
import type { ParticipantRef, Reservation } from './room-registry.js';

/** The user whom the session of the connection names. */
export interface SocketUser {
  readonly id: string;
  readonly name: string;
}

/** The top of room-registry.ts explains `joining` and `participant`. */
export interface SocketData {
  user: SocketUser;
  sessionId: string;
  /** The reservation of this socket's latest join. */
  joining: Reservation | null;
  /** The participant that this socket speaks for. */
  participant: ParticipantRef | null;
  /** The meeting whose roster this socket receives while it is not in a call. */
  watching: string | null;
}

export type RealtimeServer = Server<ClientEvents, ServerEvents, DefaultEventsMap, SocketData>;
export type RealtimeSocket = Socket<ClientEvents, ServerEvents, DefaultEventsMap, SocketData>;
