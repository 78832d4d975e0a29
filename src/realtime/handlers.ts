import { CHAT_PAGE_SIZE } from '../shared/limits.js';
import type { Chat } from '../services/chat.js';
import type { Handlers } from './answer.js';
import type { CallLedger } from './call-ledger.js';
import type { CallRooms } from './call-rooms.js';
import { ProtocolError } from './protocol-error.js';
import type { RoomRegistry } from './room-registry.js';
import { insideOf } from './sockets.js';
import type { RealtimeServer, RealtimeSocket, Seat } from './sockets.js';

export interface HandlersOptions {
  readonly io: RealtimeServer;
  readonly registry: RoomRegistry;
  readonly rooms: CallRooms;
  readonly ledger: CallLedger;
  readonly chat: Chat;
}

/** What each request of one socket does; docs/protocol.md says it in prose. */
export function createHandlers(socket: RealtimeSocket, options: HandlersOptions): Handlers {
  const { io, registry, rooms, ledger, chat } = options;

  return {
    async 'watch-call'({ code }) {
      await rooms.watch(socket, code);
      return rooms.preview(code);
    },

    'join-call': (request) => rooms.join(socket, request),

    'leave-call'() {
      rooms.leave(socket);
      return {};
    },

    signal({ to, signal }) {
      const { code, participantId } = currentSeat();
      const addressee = registry.member(code, to);
      if (addressee?.state !== 'connected') throw new ProtocolError('unreachable');
      io.to(addressee.connection).emit('signal', { from: participantId, signal });
      return {};
    },

    'media-state'({ mic, camera, hand }) {
      rooms.setMedia(currentSeat(), { mic, camera, ...(hand === undefined ? {} : { hand }) });
      return {};
    },

    'screen-share-started'({ streamId }) {
      const seat = currentSeat();
      rooms.setMedia(seat, { screen: streamId });
      const { participantId } = seat;
      socket.to(insideOf(seat.code)).emit('screen-share-started', { participantId, streamId });
      return {};
    },

    'screen-share-stopped'() {
      const seat = currentSeat();
      rooms.setMedia(seat, { screen: null });
      const { participantId } = seat;
      socket.to(insideOf(seat.code)).emit('screen-share-stopped', { participantId });
      return {};
    },

    async 'chat-message'({ text, clientKey }) {
      const { code, participantId } = currentSeat();
      const { id: userId, name } = socket.data.user;
      const callId = currentCallId(code);
      const { message, isNew } = await chat.post({ callId, userId, participantId, name, text, clientKey });
      if (isNew) rooms.tellMessage(socket, code, message);
      return message;
    },

    async 'chat-history'({ before }) {
      const { code } = currentSeat();
      return chat.before(currentCallId(code), before, CHAT_PAGE_SIZE);
    },
  };

  function currentSeat(): Seat {
    const { seat } = socket.data;
    if (!seat) throw new ProtocolError('not-in-call');
    return seat;
  }

  function currentCallId(code: string): string {
    const going = ledger.current(code);
    if (!going) throw new ProtocolError('not-in-call');
    return going.call.id;
  }
}
