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

/**
 * Resolves to the session that the request belongs to, or to null. With a token, which may be any text, only the token
 * counts. Rejects when the database cannot be read.
 */
export type Authenticate = (request: IncomingMessage, token?: string) => Promise<Identity | null>;

/** More connections than anyone needs. A dead connection counts until the server notices, after 20 s at most. */
const CONNECTIONS_PER_USER_MAX = 20;
/**
 * Pages outside meetings, on which calls to a person ring, have places of their own: many open tabs must keep nobody out of
 * a meeting, and the tabs of one device must not take the places of another device.
 */
const BACKGROUND_PER_SESSION_MAX = 15;
const BACKGROUND_PER_USER_MAX = 100;

/** A page joins the namespace at once after its handshake, so its session need not be read a second time. */
const HANDSHAKE_FRESH_MS = 2_000;

interface Handshake {
  readonly identity: Identity;
  readonly readAt: number;
  /** How many sessions had ended when the read began. */
  readonly endedBefore: number;
}

/** Knows which connections belong to each session and to each user. */
export class Connections {
  readonly #authenticate: Authenticate;
  readonly #identities = new WeakMap<IncomingMessage, Identity>();
  /** Handshakes whose connection has not joined the namespace yet. */
  readonly #handshakes = new WeakMap<IncomingMessage, Handshake>();
  #ended = 0;
  readonly #bound = new WeakMap<Connection, Identity>();
  /** The token with which a connection has joined the namespace, or undefined if it has joined without one. */
  readonly #tokens = new WeakMap<Connection, string | undefined>();
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
      const endedBefore = this.#ended;
      const identity = await this.#authenticate(request);
      if (!identity) return true; // the namespace refuses it with a code that the client understands
      this.#handshakes.set(request, { identity, readAt: performance.now(), endedBefore });
      this.#identities.set(request, identity);
      return !this.#hasTooMany(identity, request);
    } finally {
      request.socket.off('error', ignore);
    }
  }

  /** Adds a connection until it closes. Closes it at once if other handshakes have used the user's last place. */
  add(connection: Connection): void {
    const identity = this.#identities.get(connection.request);
    if (!identity) return;
    if (this.#hasTooMany(identity, connection.request)) {
      connection.close();
      return;
    }
    this.#bind(connection, identity);
  }

  /**
   * Reads the session of the connection again, unless its handshake was a moment ago, or that of the token with which it
   * joins the namespace. Resolves to null if the connection may not join. Closes the connection if the owner of the token has too many.
   */
  async identify(connection: Connection, token?: string): Promise<Identity | null> {
    const identity =
      this.#takeFresh(connection.request, token) ?? (await this.#authenticate(connection.request, token));
    if (!identity || connection.readyState !== 'open') return identity;
    const known = this.#bound.get(connection);
    if (known?.sessionId !== identity.sessionId) {
      // `endedSessions` reads one session per connection, so all sockets of a connection must have the same one.
      if (this.#tokens.has(connection)) return null;
      if (known?.user.id !== identity.user.id && this.#hasTooMany(identity, connection.request)) {
        connection.close();
        return null;
      }
    }
    this.#tokens.set(connection, token);
    this.#bind(connection, identity);
    return identity;
  }

  /** Sessions or users have just been ended: from now on, what earlier handshakes have read may be out of date. */
  noteEnded(): void {
    this.#ended += 1;
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
      // A request with the cookie of a session that has ended may still name a guest.
      if (connection && (await this.#read(connection))?.sessionId !== sessionId) yield sessionId;
    }
  }

  #takeFresh(request: IncomingMessage, token: string | undefined): Identity | undefined {
    const handshake = this.#handshakes.get(request);
    this.#handshakes.delete(request); // a later join of the same connection reads the session again
    if (!handshake || token !== undefined || handshake.endedBefore !== this.#ended) return undefined;
    return performance.now() - handshake.readAt < HANDSHAKE_FRESH_MS ? handshake.identity : undefined;
  }

  #read(connection: Connection): Promise<Identity | null> {
    return this.#authenticate(connection.request, this.#tokens.get(connection));
  }

  #hasTooMany({ user, sessionId }: Identity, request: IncomingMessage): boolean {
    const isBackground = isOfBackgroundPage(request);
    const same = [...(this.#ofUser.get(user.id) ?? [])].filter(
      (connection) => isOfBackgroundPage(connection.request) === isBackground,
    );
    if (!isBackground) return same.length >= CONNECTIONS_PER_USER_MAX;
    const ofSession = same.filter((connection) => this.#bound.get(connection)?.sessionId === sessionId);
    return ofSession.length >= BACKGROUND_PER_SESSION_MAX || same.length >= BACKGROUND_PER_USER_MAX;
  }

  /** A token replaces the session that the request of the handshake has named. */
  #bind(connection: Connection, identity: Identity): void {
    const known = this.#bound.get(connection);
    if (known?.sessionId === identity.sessionId) return;
    if (known) this.#release(connection, known);
    this.#bound.set(connection, identity);
    addTo(this.#ofSession, identity.sessionId, connection);
    addTo(this.#ofUser, identity.user.id, connection);
    connection.once('close', () => {
      this.#release(connection, identity);
    });
  }

  #release(connection: Connection, { sessionId, user }: Identity): void {
    removeFrom(this.#ofSession, sessionId, connection);
    removeFrom(this.#ofUser, user.id, connection);
  }
}

/** Whether the connection belongs to a page outside meetings. A client that lies about it has more places, not more rights. */
function isOfBackgroundPage({ url = '' }: IncomingMessage): boolean {
  return /[?&]page=background(?:&|$)/.test(url);
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
