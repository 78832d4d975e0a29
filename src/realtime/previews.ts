import type { CallPreview } from '../shared/protocol.js';
import type { RoomRegistry } from './room-registry.js';
import type { Watched } from './socket-types.js';

/** Composes what a page before the call learns. Only people who are known to the meeting learn names. */
export class Previews {
  readonly #registry: RoomRegistry;

  constructor(registry: RoomRegistry) {
    this.#registry = registry;
  }

  compose({ code, door }: Watched, userId: string): CallPreview {
    const { entry, needsPasscode, isKnown } = door;
    const participants = this.#registry.participants(code);
    const mayConnect = entry === 'enter' && !needsPasscode;
    return {
      count: participants.length,
      full: this.#registry.isFull(code, userId),
      entry,
      needsPasscode,
      names: isKnown ? participants.map(({ name }) => name) : null,
      reachable: mayConnect
        ? participants.filter(({ state }) => state === 'connected').map(({ participantId }) => participantId)
        : [],
    };
  }
}
