import { CHAT_PAGE_SIZE } from '../shared/limits.js';
import type { Chat } from '../services/chat.js';
import type { IceServers } from '../services/ice-servers.js';
import type { HostTool, Nothing, Requests } from '../shared/protocol.js';
import type { Handlers } from './answer.js';
import type { RingEvent } from './ringing/ring-handlers.js';
import type { CallLedger } from './call-ledger.js';
import type { CallRooms } from './call-rooms.js';
import { HOST_TOOLS } from './host-tools.js';
import type { HostTools } from './host-tools.js';
import type { RandomPages } from './pairing/random-pages.js';
import { ProtocolError } from './protocol-error.js';
import type { RoomBroadcast } from './room-broadcast.js';
import type { ParticipantRef } from './room-registry.js';
import type { SignalRelay } from './signal-relay.js';
import type { RealtimeSocket } from './socket-types.js';
import type { Watchers } from './watchers.js';

export interface HandlersOptions {
  readonly relay: SignalRelay;
  readonly rooms: CallRooms;
  readonly broadcast: RoomBroadcast;
  readonly watchers: Watchers;
  readonly ledger: CallLedger;
  readonly chat: Chat;
  readonly iceServers: Pick<IceServers, 'forSession'>;
  readonly hostTools: HostTools;
  readonly random: RandomPages;
}

/** Carries out the requests of one socket; docs/protocol.md describes them. */
export function createHandlers(socket: RealtimeSocket, options: HandlersOptions): Omit<Handlers, RingEvent> {
  const { relay, rooms, broadcast, watchers, ledger, chat, iceServers, hostTools, random } = options;

  const hostHandlers = Object.fromEntries(HOST_TOOLS.map((tool) => [tool, useTool(tool)])) as Pick<
    Handlers,
    HostTool
  >;

  return {
    'watch-call': ({ code }) => watchers.watch(socket, code),

    'join-call': (request) => rooms.join(socket, request),
    'leave-call'() {
      rooms.leave(socket);
      return {};
    },

    signal(addressed) {
      if (!relay.pass(currentParticipant(), addressed)) throw new ProtocolError('unreachable');
      return {};
    },

    'media-state'({ mic, camera, hand }) {
      rooms.setMedia(currentParticipant(), { mic, camera, ...(hand === undefined ? {} : { hand }) });
      return {};
    },

    'screen-share-started'({ streamId }) {
      const participant = currentParticipant();
      rooms.setMedia(participant, { screen: streamId });
      broadcast.sendScreenShareStarted(socket, participant, streamId);
      return {};
    },

    'screen-share-stopped'() {
      const participant = currentParticipant();
      rooms.setMedia(participant, { screen: null });
      broadcast.sendScreenShareStopped(socket, participant);
      return {};
    },

    async 'chat-message'({ text, clientKey }) {
      const { code, participantId } = currentParticipant();
      const { id: userId, name, username } = socket.data.user;
      const { message, isNew } = await chat.post({
        callId: currentCallId(code),
        userId,
        participantId,
        name,
        isGuest: username === null,
        text,
        clientKey,
      });
      if (isNew) rooms.sendMessage(socket, code, message);
      return message;
    },

    async 'chat-history'({ before }) {
      const { code } = currentParticipant();
      return chat.before(currentCallId(code), before, CHAT_PAGE_SIZE);
    },

    reaction({ reaction }) {
      broadcast.sendReaction(socket, currentParticipant(), reaction);
      return {};
    },

    'ice-servers'() {
      if (!random.isPaired(socket)) currentParticipant(); // only people in a call or a pair need them
      return iceServers.forSession(socket.data.sessionId);
    },

    ...hostHandlers,
    ...random.handlers(socket),
  };

  function useTool<T extends HostTool>(tool: T): (payload: Requests[T]['payload']) => Promise<Nothing> {
    return async (payload) => {
      const { code } = currentParticipant();
      const { id: userId, name } = socket.data.user;
      await hostTools.use(tool, code, { userId, name, isOwner: false }, payload);
      return {};
    };
  }

  function currentParticipant(): ParticipantRef {
    const { participant } = socket.data;
    if (!participant) throw new ProtocolError('not-in-call');
    return participant;
  }

  function currentCallId(code: string): string {
    const running = ledger.current(code);
    if (!running) throw new ProtocolError('not-in-call');
    return running.call.id;
  }
}
