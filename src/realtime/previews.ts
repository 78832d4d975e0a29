import type { IceServers } from '../services/ice-servers.js';
import type { CallPreview } from '../shared/protocol.js';
import type { RoomRegistry } from './room-registry.js';
import type { SocketData, Watched } from './socket-types.js';

/** Composes what a page before the call learns. Only people who are known to the meeting learn names. */
export class Previews {
  readonly #registry: RoomRegistry;
  readonly #iceServers: Pick<IceServers, 'forSession'>;

  constructor(registry: RoomRegistry, iceServers: Pick<IceServers, 'forSession'>) {
    this.#registry = registry;
    this.#iceServers = iceServers;
  }

  compose({ code, door }: Watched, { user, sessionId }: Pick<SocketData, 'user' | 'sessionId'>): CallPreview {
    const { entry, needsPasscode, isKnown } = door;
    const participants = this.#registry.participants(code);
    const mayConnect = entry === 'enter' && !needsPasscode;
    const reachable = mayConnect ? participants.filter(({ state }) => state === 'connected') : [];
    return {
      count: participants.length,
      full: this.#registry.isFull(code, user.id),
      entry,
      needsPasscode,
      names: isKnown ? participants.map(({ name }) => name) : null,
      reachable: reachable.map(({ participantId }) => participantId),
      iceServers: reachable.length > 0 ? this.#iceServers.forSession(sessionId).iceServers : [],
    };
  }
}
