import { randomUUID } from 'node:crypto';
import type { IncomingMessage, Server as HttpServer } from 'node:http';
import { Server } from 'socket.io';
import { outline } from '../logging/log.js';
import type { Log } from '../logging/log.js';
import { RECONNECT_GRACE_MS } from '../shared/limits.js';
import type { CallPreview, WireError } from '../shared/protocol.js';
import type { Calls } from '../services/calls.js';
import type { Chat } from '../services/chat.js';
import type { IceServers } from '../services/ice-servers.js';
import type { Meetings } from '../services/meetings.js';
import { answerRequests } from './answer.js';
import { CallLedger } from './call-ledger.js';
import { CallRooms } from './call-rooms.js';
import { ERROR_MESSAGES } from './error-messages.js';
import { createHandlers } from './handlers.js';
import { onHandshakeOnly, userOf } from './handshake.js';
import type { HandshakeMiddleware } from './handshake.js';
import { JoinSnapshots } from './join-snapshots.js';
import { createParticipantIds } from './participant-id.js';
import { RoomBroadcast } from './room-broadcast.js';
import { RoomRegistry } from './room-registry.js';
import { createSocketLimits } from './socket-limits.js';
import type { RealtimeServer, RealtimeSocket } from './socket-types.js';
import { Watchers } from './watchers.js';

export interface RealtimeOptions {
  /** The middleware that recognises the user: express-session, then passport's session. */
  readonly handshake: readonly HandshakeMiddleware[];
  /** Whether a page of this origin may connect. Not called for a request without an `Origin` header. */
  isAllowedOrigin(origin: string, request: IncomingMessage): boolean;
  readonly meetings: Meetings;
  readonly calls: Calls;
  readonly chat: Chat;
  readonly iceServers: IceServers;
  /** Secret. Servers with the same key give the same page the same participant id. */
  readonly participantKey: string;
  readonly maxParticipants: number;
  readonly log: Pick<Log, 'info' | 'error'>;
  /** ms since 1970 */
  readonly now?: () => number;
  readonly graceMs?: number;
}

export interface Realtime {
  attach(server: HttpServer): void;
  preview(code: string): CallPreview;
  /** Removes the user from every call and closes the user's sockets. Logging out calls it. */
  disconnectUser(userId: string): void;
  /** Tells every page that the server is about to stop as planned. */
  drain(): void;
  /** Closes every socket. Leaves the calls open in the database, so that the next server can continue them. */
  close(): Promise<void>;
}

// A signal of 64 kB and its envelope; no other message is longer.
const MESSAGE_BYTES_MAX = 100_000;
// The server notices a dead socket after 20 s at most (the sum), and wakes a phone six times a minute.
const PING_INTERVAL_MS = 10_000;
const PING_TIMEOUT_MS = 10_000;
const HEARTBEAT_MS = 10_000;

export function createRealtime(options: RealtimeOptions): Realtime {
  const { meetings, calls, chat, iceServers, maxParticipants, log, now = Date.now } = options;
  let closing = false;

  const io: RealtimeServer = new Server({
    serveClient: false,
    maxHttpBufferSize: MESSAGE_BYTES_MAX,
    pingInterval: PING_INTERVAL_MS,
    pingTimeout: PING_TIMEOUT_MS,
    perMessageDeflate: false,
    // Programs that are no browsers send no origin. They may connect, because they need the session's cookie too.
    allowRequest: (request, decide) => {
      const { origin } = request.headers;
      decide(null, !closing && (origin === undefined || options.isAllowedOrigin(origin, request)));
    },
  });

  const registry = new RoomRegistry(maxParticipants);
  const broadcast = new RoomBroadcast(io, registry);
  const watchers = new Watchers(broadcast);
  const ledger = new CallLedger({
    meetings,
    calls,
    now,
    onFailure: (code, error) => {
      log.error(`could not record a leave meeting=${code} ${outline(error)}`);
    },
  });
  const rooms = new CallRooms({
    registry,
    broadcast,
    watchers,
    snapshots: new JoinSnapshots({
      registry,
      ledger,
      chat,
      iceServers,
      maxParticipants,
      epoch: randomUUID(),
    }),
    ledger,
    participantIds: createParticipantIds(options.participantKey),
    graceMs: options.graceMs ?? RECONNECT_GRACE_MS,
    now,
    log: (line) => {
      log.info(line);
    },
  });

  io.use((socket, next) => {
    const user = userOf(socket.request);
    if (!user) {
      next(refuseHandshake());
      return;
    }
    socket.data = { user, joining: null, participant: null, watching: null };
    next();
  });

  io.on('connection', (socket) => {
    socket.on('disconnect', () => {
      rooms.lose(socket);
    });
    answerRequests(socket, createHandlers(socket, { registry, rooms, broadcast, watchers, ledger, chat }), {
      limits: createSocketLimits(now),
      onFailure: (event, error) => {
        log.error(`${event} failed ${describe(socket)} ${outline(error)}`);
      },
    });
  });

  const reportTouch = (error: unknown) => {
    log.error(`could not record the running calls ${outline(error)}`);
  };
  const heartbeat = setInterval(() => {
    ledger.touch().catch(reportTouch);
  }, HEARTBEAT_MS);
  heartbeat.unref();

  return {
    attach(server) {
      io.attach(server);
      for (const middleware of options.handshake) io.engine.use(onHandshakeOnly(middleware));
    },
    preview: (code) => registry.preview(code),
    disconnectUser(userId) {
      for (const socket of io.sockets.sockets.values()) {
        if (socket.data.user.id !== userId) continue;
        rooms.leave(socket);
        socket.disconnect(true);
      }
    },
    drain() {
      broadcast.sendServerDraining();
    },
    async close() {
      closing = true;
      clearInterval(heartbeat);
      rooms.close();
      // Closes the transports and not the sockets. A page sees a lost connection and reconnects by itself; after a
      // disconnect by the server it would not (https://socket.io/docs/v4/client-api/#event-disconnect).
      io.engine.close();
      await ledger.close().catch(reportTouch);
    },
  };
}

/** The client receives the message and `data` with its event `connect_error`. */
function refuseHandshake(): Error & { data: WireError } {
  const data: WireError = { code: 'unauthorized', message: ERROR_MESSAGES.unauthorized };
  return Object.assign(new Error('unauthorized'), { data });
}

/** For the log: the participant if the socket has one or is joining, otherwise the user. */
function describe({ data: { participant, joining, user } }: RealtimeSocket): string {
  const place = participant ?? joining;
  return place ? `meeting=${place.code} participant=${place.participantId}` : `user=${user.id}`;
}
