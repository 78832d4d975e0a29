import type { DefaultEventsMap, Server, Socket } from 'socket.io';
import type { ClientEvents, ParticipantId, ServerEvents } from '../shared/protocol.js';

/** Who has logged in, as the handshake's session says. */
export interface SocketUser {
  readonly id: string;
  readonly name: string;
}

export interface Seat {
  readonly code: string;
  readonly participantId: ParticipantId;
}

export interface SocketData {
  user: SocketUser;
  /** The page this socket speaks for. */
  seat: Seat | null;
  /** The latest join; while it is under way a later one, a leave or the end of the socket calls it off. */
  attempt: Seat | null;
  /** The call whose roster this socket is sent while it is not in a call. */
  watching: string | null;
}

export type RealtimeServer = Server<ClientEvents, ServerEvents, DefaultEventsMap, SocketData>;
export type RealtimeSocket = Socket<ClientEvents, ServerEvents, DefaultEventsMap, SocketData>;

/** The Socket.IO rooms of a call: those in it, and those who look at it from outside. */
export const insideOf = (code: string): string => `inside:${code}`;
export const outsideOf = (code: string): string => `outside:${code}`;
