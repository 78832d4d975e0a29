import type { Addressed, ParticipantId } from '../shared/protocol.js';
import type { RoomBroadcast } from './room-broadcast.js';
import type { ParticipantRecord, ParticipantRef, RoomRegistry } from './room-registry.js';

/** Passes signals from page to page within a call, without reading them. */
export class SignalRelay {
  readonly #registry: Pick<RoomRegistry, 'find'>;
  readonly #broadcast: Pick<RoomBroadcast, 'sendSignal'>;

  constructor(registry: Pick<RoomRegistry, 'find'>, broadcast: Pick<RoomBroadcast, 'sendSignal'>) {
    this.#registry = registry;
    this.#broadcast = broadcast;
  }

  /** Returns false if the addressee has no connected socket in the call of the sender. */
  pass({ code, participantId }: ParticipantRef, { to, signal }: Addressed): boolean {
    const addressee = this.#connected(code, to);
    if (!addressee) return false;
    this.#broadcast.sendSignal(addressee.socketId, participantId, signal);
    return true;
  }

  /**
   * Passes on the offers of a page that has just entered. The returned function names the addressees whose offer has arrived.
   * Call it as late as possible: it leaves out an addressee who has joined anew meanwhile, because the offer went to the old socket.
   */
  passOffers(from: ParticipantRef, offers: readonly Addressed[]): () => ParticipantId[] {
    const joins = offers.flatMap((offer) => {
      const addressee = this.#connected(from.code, offer.to);
      return addressee && this.pass(from, offer) ? [addressee] : [];
    });
    return () =>
      joins
        .filter((one) => this.#connected(from.code, one.participantId)?.joinNumber === one.joinNumber)
        .map(({ participantId }) => participantId);
  }

  #connected(code: string, participantId: ParticipantId): ParticipantRecord | null {
    const participant = this.#registry.find(code, participantId);
    return participant?.state === 'connected' ? participant : null;
  }
}
