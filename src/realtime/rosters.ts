import type { Role, Roster } from '../shared/protocol.js';
import type { CallLedger } from './call-ledger.js';
import { hostOf, roleOf } from './roles.js';
import type { ParticipantRecord, RoomRegistry } from './room-registry.js';

/** The participants of each call with their roles, as pages see them. */
export class Rosters {
  readonly #registry: RoomRegistry;
  readonly #ledger: Pick<CallLedger, 'current'>;

  constructor(registry: RoomRegistry, ledger: Pick<CallLedger, 'current'>) {
    this.#registry = registry;
    this.#ledger = ledger;
  }

  roster(code: string): Roster {
    const role = this.#roles(code);
    // Names each field, so that the fields which only the server knows do not reach the pages.
    return this.#registry
      .participants(code)
      .map(({ participantId, userId, name, isGuest, joinNumber, state, media, handNumber }) => ({
        participantId,
        name,
        isGuest,
        role: role(userId),
        joinNumber,
        state,
        media,
        ...(handNumber === undefined ? {} : { handNumber }),
      }));
  }

  /** Everyone in the call, with the fields that only the server knows. */
  people(code: string): (ParticipantRecord & { readonly role: Role })[] {
    const role = this.#roles(code);
    return this.#registry.participants(code).map((one) => ({ ...one, role: role(one.userId) }));
  }

  /** The role of this user, also if they are not in the call. */
  roleOf(code: string, userId: string): Role {
    return this.#roles(code)(userId);
  }

  #roles(code: string): (userId: string) => Role {
    const running = this.#ledger.current(code);
    if (!running) return () => 'participant';
    const { meeting, moderation } = running;
    const hostId = hostOf({
      people: this.#registry.participants(code),
      expected: this.#registry.held(code),
      ownerId: meeting.hostId,
      handedTo: moderation.handedTo,
      coHosts: moderation.coHosts,
    });
    return (userId) => roleOf(userId, hostId, moderation.coHosts);
  }
}
