import type { IceServers } from '../services/ice-servers.js';
import type { CallPreview, Elsewhere } from '../shared/protocol.js';
import type { ParticipantRecord, RoomRegistry } from './room-registry.js';
import type { SocketData, Watched } from './socket-types.js';

/** The person who watches, and their session. */
export type Visitor = Pick<SocketData, 'user' | 'sessionId'>;

/** Composes what a page before the call learns. Only people who are known to the meeting learn names. */
export class Previews {
  readonly #registry: RoomRegistry;
  readonly #iceServers: Pick<IceServers, 'forSession'>;

  constructor(registry: RoomRegistry, iceServers: Pick<IceServers, 'forSession'>) {
    this.#registry = registry;
    this.#iceServers = iceServers;
  }

  compose({ code, door }: Watched, { user, sessionId }: Visitor): CallPreview {
    const { entry, needsPasscode, isKnown } = door;
    const participants = this.#registry.participants(code);
    const mayConnect = entry === 'enter' && !needsPasscode;
    const reachable = mayConnect ? participants.filter(({ state }) => state === 'connected') : [];
    return {
      count: participants.length,
      full: this.#registry.isFull(code, user.id),
      entry,
      needsPasscode,
      elsewhere: elsewhere(this.#registry.pagesOf(code, user.id), sessionId),
      names: isKnown ? participants.map(({ name }) => name) : null,
      reachable: reachable.map(({ participantId }) => participantId),
      iceServers: reachable.length > 0 ? this.#iceServers.forSession(sessionId).iceServers : [],
    };
  }
}

/** Where the person already is in the call, with these pages, as seen from a page of the session; null if nowhere. */
export function elsewhere(
  pages: readonly Pick<ParticipantRecord, 'sessionId'>[],
  sessionId: string,
): Elsewhere | null {
  if (pages.length === 0) return null;
  return pages.some((page) => page.sessionId === sessionId) ? 'tab' : 'device';
}
