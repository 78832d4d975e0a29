import { randomUUID } from 'node:crypto';
import { Server } from 'socket.io';
import { outline } from '../logging/log.js';
import { RECONNECT_GRACE_MS } from '../shared/limits.js';
import { HEARTBEAT_MS } from '../services/calls.js';
import { createAdmission } from './admission.js';
import { answerRequests } from './answer.js';
import { CallEntries } from './call-entries.js';
import { CallLedger } from './call-ledger.js';
import { CallExits } from './call-exits.js';
import { CallRooms } from './call-rooms.js';
import { Connections } from './connections.js';
import { Departures } from './departures.js';
import type { Connection } from './connections.js';
import { createHandlers } from './handlers.js';
import { HostTools } from './host-tools.js';
import { RandomPages } from './pairing/random-pages.js';
import { flushTogether } from './flush-together.js';
import { hideFromForeignPages, isOwnOrNoPage } from './foreign-pages.js';
import { JoinSnapshots } from './join-snapshots.js';
import { createParticipantIds } from './participant-id.js';
import { placeInLog } from './place-in-log.js';
import { Previews } from './previews.js';
import { createRingHandlers } from './ringing/ring-handlers.js';
import { Ringing } from './ringing/ringing.js';
import { RoomBroadcast } from './room-broadcast.js';
import { RoomRegistry } from './room-registry.js';
import { Rosters } from './rosters.js';
import { limitSendBuffer } from './send-buffer.js';
import { SignalRelay } from './signal-relay.js';
import { createRequestLimits } from './socket-limits.js';
import type { RealtimeServer, RealtimeSocket } from './socket-types.js';
import { WaitingRooms } from './waiting-room.js';
import { Watchers } from './watchers.js';
import type { Realtime, RealtimeOptions } from './realtime-interface.js';

export type { Realtime, RealtimeOptions } from './realtime-interface.js';

// A signal of 64 kB and its envelope; no other message is longer.
const MESSAGE_BYTES_MAX = 100_000;
// The server notices a dead socket after 20 s at most (the sum), and wakes a phone six times a minute.
const PING_INTERVAL_MS = 10_000;
const PING_TIMEOUT_MS = 10_000;
const SESSION_CHECK_MS = 60_000;
/** After a restart of the server, pages rejoin within a few seconds. */
const HOLD_MS = 30_000;

export function createRealtime(options: RealtimeOptions): Realtime {
  const { access, meetings, newMeetings, calls, chat, iceServers, maxParticipants, log } = options;
  const { now = Date.now } = options;
  let closing = false;

  const connections = new Connections(options.authenticate);
  const admission = createAdmission({
    connections,
    accepts(request) {
      const { origin } = request.headers;
      return (
        !closing && (origin === undefined ? isOwnOrNoPage(request) : options.isAllowedOrigin(origin, request))
      );
    },
    onFailure: reportUnreadable,
  });
  const io: RealtimeServer = new Server({
    serveClient: false,
    maxHttpBufferSize: MESSAGE_BYTES_MAX,
    pingInterval: PING_INTERVAL_MS,
    pingTimeout: PING_TIMEOUT_MS,
    perMessageDeflate: false,
    allowRequest: admission.admitRequest,
  });
  // The clock makes the numbers differ from those of the previous process.
  const registry = new RoomRegistry(maxParticipants, now());
  const limits = createRequestLimits(now);
  const ledger = new CallLedger({
    meetings,
    calls,
    now,
    newMeetings,
    onFailure: (meetingId, error) => {
      log.error(`could not record a leave or the end of a call meeting=${meetingId} ${outline(error)}`);
    },
  });
  const departures = new Departures();
  const logInfo = (line: string) => {
    log.info(line);
  };
  const rosters = new Rosters(registry, ledger);
  const broadcast = new RoomBroadcast(io, rosters);
  const waitingRooms = new WaitingRooms(now, (code, person) => {
    if (rosters.people(code).every(({ role }) => role === 'participant')) options.onKnock(code, person);
  });
  const watchers = new Watchers({
    access,
    previews: new Previews(registry, options.iceServers),
    onFailure: (error) => {
      log.error(`could not read the settings of a meeting ${outline(error)}`);
    },
  });
  const snapshots = new JoinSnapshots({
    registry,
    rosters,
    waitingRooms,
    ledger,
    departures,
    chat,
    iceServers,
    maxParticipants,
    epoch: randomUUID(),
    now,
  });
  const exits = new CallExits({
    registry,
    broadcast,
    watchers,
    waitingRooms,
    ledger,
    departures,
    graceMs: options.graceMs ?? RECONNECT_GRACE_MS,
    now,
    log: logInfo,
    rosterChanged: (code) => {
      rooms.rosterChanged(code);
    },
  });
  const relay = new SignalRelay(registry, broadcast);
  const entries = new CallEntries({
    registry,
    broadcast,
    relay,
    watchers,
    waitingRooms,
    snapshots,
    ledger,
    exits,
    now,
    log: logInfo,
    rosterChanged: (code, except) => {
      rooms.rosterChanged(code, except);
    },
  });
  const rooms: CallRooms = new CallRooms({
    access,
    registry,
    broadcast,
    watchers,
    waitingRooms,
    snapshots,
    ledger,
    departures,
    entries,
    exits,
    participantIds: createParticipantIds(options.participantKey),
    now,
    log: logInfo,
  });
  const hostTools = new HostTools({
    access,
    meetings,
    rosters,
    rooms,
    broadcast,
    watchers,
    waitingRooms,
    snapshots,
    ledger,
    departures,
    exits,
    log: logInfo,
  });

  const ringing = new Ringing(options.ringing, { io, log });
  const random = new RandomPages(options.random);

  io.use(admission.admitSocket);

  io.on('connection', (socket) => {
    socket.on('disconnect', () => {
      watchers.unwatch(socket);
      rooms.lose(socket);
      ringing.lose(socket);
      random.lose(socket);
    });
    const parts = { relay, rooms, broadcast, watchers, ledger, chat, iceServers, hostTools, random };
    const handlers = { ...createHandlers(socket, parts), ...createRingHandlers(socket, ringing) };
    answerRequests(socket, handlers, {
      limits: limits.forSocket(socket.data.user.id),
      onFailure: (event, error) => {
        log.error(`${event} failed ${describe(socket, ledger)} ${outline(error)}`);
      },
    });
  });

  function reportUnreadable(error: unknown): void {
    log.error(`could not read a session ${outline(error)}`);
  }

  function disconnectSession(sessionId: string): void {
    connections.noteEnded();
    for (const socket of io.sockets.sockets.values()) {
      if (socket.data.sessionId !== sessionId) continue;
      broadcast.sendSessionEnded(socket);
      rooms.leave(socket);
      ringing.leave(socket);
      random.leave(socket);
      socket.disconnect(true);
    }
    exits.dropLostPagesOfSession(sessionId);
    // This includes connections that have left the namespace, and those that are joining it.
    for (const connection of connections.ofSession(sessionId)) connection.close();
  }

  function disconnectUser(userId: string, hasEnded: (sessionId: string) => boolean = () => true): void {
    connections.noteEnded(); // handshakes under way belong to no session yet
    for (const sessionId of connections.sessionsOf(userId).filter(hasEnded)) disconnectSession(sessionId);
  }

  async function disconnectEndedSessions(): Promise<void> {
    for await (const sessionId of connections.endedSessions()) disconnectSession(sessionId);
  }

  const reportTouch = (error: unknown) => {
    log.error(`could not record the running calls ${outline(error)}`);
  };
  const heartbeat = setInterval(() => {
    ledger.touch().catch(reportTouch);
  }, HEARTBEAT_MS);
  heartbeat.unref();
  const sessionCheck = setInterval(() => {
    disconnectEndedSessions().catch(reportUnreadable);
  }, options.sessionCheckMs ?? SESSION_CHECK_MS);
  sessionCheck.unref();

  for (const { code, userId } of options.interrupted ?? []) registry.hold(code, userId);
  const endOfHolds = setTimeout(() => {
    for (const code of registry.releaseHolds()) rooms.rosterChanged(code);
  }, options.holdMs ?? HOLD_MS);
  endOfHolds.unref();

  return {
    attach(server) {
      io.attach(server);
      hideFromForeignPages(io.engine);
      io.engine.on('connection', (connection: Connection) => {
        flushTogether(connection);
        connections.add(connection);
        limitSendBuffer(connection, () => {
          log.info('closed a connection that did not read its messages');
        });
      });
    },
    counts: () => ({ ...registry.counts(), sockets: io.engine.clientsCount }),
    people: (code) => ({
      participants: rosters.people(code),
      waiting: waitingRooms.list(code),
      isLocked: ledger.current(code)?.moderation.isLocked ?? false,
    }),
    useTool: (tool, code, host, payload) => hostTools.useAsOwner(tool, code, host, payload),
    settingsChanged: (meeting) => hostTools.settingsChanged(meeting),
    disconnectSession,
    disconnectUser,
    reconnectSession(sessionId) {
      for (const connection of connections.ofSession(sessionId)) connection.close();
    },
    drain() {
      broadcast.sendServerDraining();
    },
    async close() {
      closing = true;
      clearInterval(heartbeat);
      clearInterval(sessionCheck);
      clearTimeout(endOfHolds);
      rooms.close();
      await random.close();
      // Closes the transports and not the sockets. A page sees a lost connection and reconnects by itself; after a
      // disconnect by the server it would not (https://socket.io/docs/v4/client-api/#event-disconnect).
      io.engine.close();
      await ringing.close();
      await ledger.close().catch(reportTouch);
    },
  };
}

/** For the log: the participant if the socket has one or is joining, otherwise the user. */
function describe({ data: { participant, joining, user } }: RealtimeSocket, ledger: CallLedger): string {
  const place = participant ?? joining;
  return place ? placeInLog(ledger, place) : `user=${user.id}`;
}
