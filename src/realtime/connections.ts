import type { IncomingMessage } from 'node:http';
import type { RealtimeSocket, SocketUser } from './socket-types.js';

/** A connection of Engine.IO. It can join the namespace, leave it and join again; each join makes a new socket. */
export type Connection = RealtimeSocket['conn'];

/** The session and the user of a connection. */
export interface Identity {
  readonly sessionId: string;
  readonly user: SocketUser;
  /** The network address of the person. */
  readonly address: string;
}

/** Resolves to the session that the request belongs to, or to null. Rejects when the database cannot be read. */
export type Authenticate = (request: IncomingMessage) => Promise<Identity | null>;

/** More connections than anyone needs. A dead connection counts until the server notices, after 20 s at most. */
const CONNECTIONS_PER_USER_MAX = 20;

/** Knows which connections belong to each session and to each user. */
export class Connections {
  readonly #authenticate: Authenticate;
  readonly #identities = new WeakMap<IncomingMessage, Identity>();
  readonly #ofSession = new Map<string, Set<Connection>>();
  readonly #ofUser = new Map<string, Set<Connection>>();

  constructor(authenticate: Authenticate) {
    this.#authenticate = authenticate;
  }

  /** Reads the session of a handshake. Resolves to false if its user has too many connections. */
  async mayOpen(request: IncomingMessage): Promise<boolean> {
    // On an upgrade request, Node.js has removed its own error listener. An error without a listener ends the process.
    request.socket.on('error', ignore);
    try {
      const identity = await this.#authenticate(request);
      if (!identity) return true; // the namespace refuses it with a code that the client understands
      this.#identities.set(request, identity);
      return !this.#hasTooMany(identity.user.id);
    } finally {
      request.socket.off('error', ignore);
    }
  }

  /** Adds a connection until it closes. Closes it at once if other handshakes have used the user's last place. */
  add(connection: Connection): void {
    const identity = this.#identities.get(connection.request);
    if (!identity) return;
    if (this.#hasTooMany(identity.user.id)) {
      connection.close();
      return;
    }
    this.#bind(connection, identity);
  }

  /** Reads the session of the connection again. Resolves to null if it has ended. */
  async identify(connection: Connection): Promise<Identity | null> {
    const identity = await this.#authenticate(connection.request);
    if (identity && connection.readyState === 'open') this.#bind(connection, identity);
    return identity;
  }

  ofSession(sessionId: string): Connection[] {
    return [...(this.#ofSession.get(sessionId) ?? [])];
  }

  /** The ids of the sessions with which this user is connected. */
  sessionsOf(userId: string): string[] {
    const own = this.#ofUser.get(userId);
    if (!own) return [];
    return [...this.#ofSession]
      .filter(([, group]) => [...group].some((connection) => own.has(connection)))
      .map(([id]) => id);
  }

  /** Reads each session that has a connection. Yields the ids of those that have ended. */
  async *endedSessions(): AsyncGenerator<string> {
    for (const [sessionId, [connection]] of [...this.#ofSession]) {
      if (connection && (await this.#authenticate(connection.request)) === null) yield sessionId;
    }
  }

  #hasTooMany(userId: string): boolean {
    return (this.#ofUser.get(userId)?.size ?? 0) >= CONNECTIONS_PER_USER_MAX;
  }

  #bind(connection: Connection, { sessionId, user }: Identity): void {
    if (this.#ofSession.get(sessionId)?.has(connection)) return;
    addTo(this.#ofSession, sessionId, connection);
    addTo(this.#ofUser, user.id, connection);
    connection.once('close', () => {
      removeFrom(this.#ofSession, sessionId, connection);
      removeFrom(this.#ofUser, user.id, connection);
    });
  }
}

function ignore(): void {
  // The connection closes after an error, and nothing else is to be done.
}

function addTo(groups: Map<string, Set<Connection>>, key: string, connection: Connection): void {
  const group = groups.get(key) ?? new Set();
  groups.set(key, group.add(connection));
}

function removeFrom(groups: Map<string, Set<Connection>>, key: string, connection: Connection): void {
  const group = groups.get(key);
  group?.delete(connection);
  if (group?.size === 0) groups.delete(key);
}
