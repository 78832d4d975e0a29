import { randomUUID } from 'node:crypto';
import type { IncomingMessage, Server as HttpServer } from 'node:http';
import { Server } from 'socket.io';
import { outline } from '../log.js';
import type { Log } from '../log.js';
import { RECONNECT_GRACE_MS } from '../shared/limits.js';
import type { CallPreview, WireError } from '../shared/protocol.js';
import type { Calls } from '../services/calls.js';
import type { Chat } from '../services/chat.js';
import type { IceServers } from '../services/ice-servers.js';
import type { Meetings } from '../services/meetings.js';
import { answerRequests } from './answer.js';
import { CallLedger } from './call-ledger.js';
import { CallRooms } from './call-rooms.js';
import { createHandlers } from './handlers.js';
import { onHandshakeOnly, userOf } from './handshake.js';
import type { HandshakeMiddleware } from './handshake.js';
import { createParticipantIds } from './participant-id.js';
import { RoomRegistry } from './room-registry.js';
import { SENTENCES } from './sentences.js';
import { createSocketLimits } from './socket-limits.js';
import type { RealtimeServer, RealtimeSocket } from './sockets.js';

export interface RealtimeOptions {
  /** Recognise the user on the handshake, in this order: express-session, then passport's session. */
  readonly handshake: readonly HandshakeMiddleware[];
  /** Whether a page of this origin may connect; asked only when the request names one. */
  isAllowedOrigin(origin: string, request: IncomingMessage): boolean;
  readonly meetings: Meetings;
  readonly calls: Calls;
  readonly chat: Chat;
  readonly iceServers: IceServers;
  /** Secret; servers with the same key give the same page the same participant id. */
  readonly participantKey: string;
  readonly maxParticipants: number;
  readonly log: Pick<Log, 'info' | 'error'>;
  /** ms since the epoch */
  readonly now?: () => number;
  readonly graceMs?: number;
}

export interface Realtime {
  attach(server: HttpServer): void;
  preview(code: string): CallPreview;
  /** Takes the user out of every call and closes their sockets, as logging out does. */
  disconnectUser(userId: string): void;
  /** Tells every page that a planned stop is near. */
  drain(): void;
  /** Closes every socket and leaves the calls open in the store, for the next server to take up. */
  close(): Promise<void>;
}

// A signal of 64 kB and what surrounds it; no honest message is longer.
const MESSAGE_BYTES_MAX = 100_000;
// Together they bound how long a dead socket is believed in: 20 s at worst, while a phone is woken six times a minute.
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
    // A program that is no browser names no origin; it needs a session's cookie all the same.
    allowRequest: (request, decide) => {
      const { origin } = request.headers;
      decide(null, !closing && (origin === undefined || options.isAllowedOrigin(origin, request)));
    },
  });

  const registry = new RoomRegistry(maxParticipants);
  const ledger = new CallLedger({
    meetings,
    calls,
    now,
    onFailure: (code, error) => {
      log.error(`could not note who left meeting=${code} ${outline(error)}`);
    },
  });
  const rooms = new CallRooms({
    io,
    registry,
    ledger,
    chat,
    iceServers,
    maxParticipants,
    now,
    participantIds: createParticipantIds(options.participantKey),
    graceMs: options.graceMs ?? RECONNECT_GRACE_MS,
    epoch: randomUUID(),
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
    socket.data = { user, seat: null, attempt: null, watching: null };
    next();
  });

  io.on('connection', (socket) => {
    socket.on('disconnect', () => {
      rooms.lose(socket);
    });
    answerRequests(socket, createHandlers(socket, { io, registry, rooms, ledger, chat }), {
      limits: createSocketLimits(now),
      onFailure: (event, error) => {
        log.error(`${event} failed ${whereabouts(socket)} ${outline(error)}`);
      },
    });
  });

  const reportTouch = (error: unknown) => {
    log.error(`could not note which calls go on ${outline(error)}`);
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
    preview: (code) => rooms.preview(code),
    disconnectUser(userId) {
      for (const socket of io.sockets.sockets.values()) {
        if (socket.data.user.id !== userId) continue;
        rooms.leave(socket);
        socket.disconnect(true);
      }
    },
    drain() {
      io.emit('server-draining');
    },
    async close() {
      closing = true;
      clearInterval(heartbeat);
      rooms.close();
      // Closes the transports and not the sockets: to a page that is a lost connection, and it comes back by itself.
      io.engine.close();
      await ledger.close().catch(reportTouch);
    },
  };
}

/** `connect_error` carries the message, and whatever stands in `data`. */
function refuseHandshake(): Error & { data: WireError } {
  const data: WireError = { code: 'unauthorized', message: SENTENCES.unauthorized };
  return Object.assign(new Error('unauthorized'), { data });
}

function whereabouts({ data: { seat, attempt, user } }: RealtimeSocket): string {
  const place = seat ?? attempt;
  return place ? `meeting=${place.code} participant=${place.participantId}` : `user=${user.id}`;
}
