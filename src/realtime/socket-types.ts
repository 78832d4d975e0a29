import type { DefaultEventsMap, Server, Socket } from 'socket.io';
import type { ClientEvents, ServerEvents } from '../shared/protocol.js';
import type { Door } from '../services/meeting-access.js';
import type { JoinAttempt, ParticipantRef } from './room-registry.js';

/** The user or guest whom the session of the connection names. */
export interface SocketUser {
  readonly id: string;
  /** Empty for a guest, until the guest joins. */
  readonly name: string;
  /** Null for a guest. */
  readonly username: string | null;
}

/** What a page before the call watches. */
export interface Watched {
  readonly code: string;
  readonly door: Door;
}

/** The top of room-registry.ts explains `joining` and `participant`. */
export interface SocketData {
  user: SocketUser;
  sessionId: string;
  /** The network address of the person. */
  address: string;
  /** This socket's latest request to join, while it is under way. */
  joining: JoinAttempt | null;
  /** The participant that this socket speaks for. */
  participant: ParticipantRef | null;
  /** The meeting whose previews this socket receives while it is not in a call. */
  watching: Watched | null;
  /** The code of the meeting in whose waiting room this page is. */
  waiting: string | null;
}

export type RealtimeServer = Server<ClientEvents, ServerEvents, DefaultEventsMap, SocketData>;
export type RealtimeSocket = Socket<ClientEvents, ServerEvents, DefaultEventsMap, SocketData>;
