import type { IncomingMessage } from 'node:http';
import type { WireError } from '../shared/protocol.js';
import type { Connections } from './connections.js';
import { ERROR_MESSAGES } from './error-messages.js';
import { HandshakeAuth } from './socket-schemas.js';
import type { RealtimeSocket } from './socket-types.js';

export interface AdmissionOptions {
  readonly connections: Connections;
  /** Whether this request may ask for a connection at all. */
  accepts(request: IncomingMessage): boolean;
  /** Receives the error when a session could not be read. */
  onFailure(error: unknown): void;
}

/** Decides which requests open a connection, and which connections join the namespace. */
export function createAdmission({ connections, accepts, onFailure }: AdmissionOptions) {
  return {
    /** For the option `allowRequest`. A refused page tries again by itself, at growing intervals. */
    admitRequest(request: IncomingMessage, decide: (error: null, isAllowed: boolean) => void): void {
      if (!accepts(request)) {
        decide(null, false);
        return;
      }
      connections.mayOpen(request).then(
        (mayOpen) => {
          decide(null, mayOpen && accepts(request));
        },
        (error: unknown) => {
          onFailure(error);
          decide(null, false);
        },
      );
    },

    /** A middleware of the namespace. A connection can join it again long after its handshake. */
    admitSocket(socket: RealtimeSocket, next: (error?: Error) => void): void {
      const { token } = HandshakeAuth.parse(socket.handshake.auth);
      connections.identify(socket.conn, token).then(
        (identity) => {
          if (!identity) {
            next(unauthorized());
            return;
          }
          const { id, name, username } = identity.user;
          const { sessionId, address } = identity;
          socket.data = {
            user: { id, name, username },
            sessionId,
            address,
            joining: null,
            participant: null,
            watching: null,
            waiting: null,
          };
          next();
        },
        (error: unknown) => {
          onFailure(error);
          // A page tries again by itself when it loses its connection, but not when the namespace refuses it.
          socket.conn.close();
          next(unauthorized()); // does not reach the client any more, and lets Socket.IO forget the socket
        },
      );
    },
  };
}

/** The client receives the message and `data` with its event `connect_error`. */
function unauthorized(): Error & { data: WireError } {
  const data: WireError = { code: 'unauthorized', message: ERROR_MESSAGES.unauthorized };
  return Object.assign(new Error('unauthorized'), { data });
}
