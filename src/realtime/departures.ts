import type { LeaveReason, ParticipantId } from '../shared/protocol.js';
import type { ParticipantRecord } from './room-registry.js';

/** The server remembers so many departures of each meeting, and those of so many meetings. */
const PER_MEETING_MAX = 200;
const MEETINGS_MAX = 1_000;

export interface Departure extends Pick<
  ParticipantRecord,
  'participantId' | 'userId' | 'name' | 'sessionId'
> {
  readonly reason: LeaveReason;
}

/**
 * Remembers why pages are no longer in the roster. A `lost` page may still exchange media with others, who keep their
 * connections to it. Everybody closes the connections to all other pages, also those who come back later and missed the
 * event. Also outlives the call: if everybody has lost the server, the call ends and the media go on.
 */
export class Departures {
  readonly #meetings = new Map<string, Map<ParticipantId, Departure>>();

  add(
    code: string,
    { participantId, userId, name, sessionId }: ParticipantRecord,
    reason: LeaveReason,
  ): void {
    const known = this.#meetings.get(code) ?? new Map<ParticipantId, Departure>();
    this.#meetings.delete(code);
    this.#meetings.set(code, known); // as the latest one
    known.delete(participantId);
    known.set(participantId, { participantId, userId, name, sessionId, reason });
    const [oldestMeeting] = this.#meetings.keys();
    if (this.#meetings.size > MEETINGS_MAX && oldestMeeting !== undefined)
      this.#meetings.delete(oldestMeeting);
    if (known.size <= PER_MEETING_MAX) return;
    // Somebody who comes and goes often must not make the server forget a removal.
    const dispensable =
      [...known.values()].find((each) => each.reason !== 'removed') ?? [...known.values()][0];
    if (dispensable) known.delete(dispensable.participantId);
  }

  /** The page is in the call again. */
  forget(code: string, participantId: ParticipantId): void {
    this.#meetings.get(code)?.delete(participantId);
  }

  find(code: string, participantId: ParticipantId): Departure | null {
    return this.#meetings.get(code)?.get(participantId) ?? null;
  }

  /** The pages to which nobody may keep a connection. */
  gone(code: string): ParticipantId[] {
    const departures = [...(this.#meetings.get(code)?.values() ?? [])];
    return departures.filter(({ reason }) => reason !== 'lost').map(({ participantId }) => participantId);
  }

  /** The lost pages of this user leave for another reason. Returns them. */
  settleUser(code: string, userId: string, reason: LeaveReason): Departure[] {
    return this.#settle(code, reason, (departure) => departure.userId === userId);
  }

  /** The same for the lost pages of a session that has ended, with the codes of their meetings. */
  settleSession(sessionId: string): { readonly code: string; readonly departure: Departure }[] {
    return [...this.#meetings.keys()].flatMap((code) =>
      this.#settle(code, 'left', (departure) => departure.sessionId === sessionId).map((departure) => ({
        code,
        departure,
      })),
    );
  }

  #settle(code: string, reason: LeaveReason, isMeant: (departure: Departure) => boolean): Departure[] {
    const departures = this.#meetings.get(code);
    const lost = [...(departures?.values() ?? [])].filter((each) => each.reason === 'lost' && isMeant(each));
    for (const departure of lost) departures?.set(departure.participantId, { ...departure, reason });
    return lost;
  }
}
