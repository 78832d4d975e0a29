import type { JoinRequest, MediaState, Participant, ParticipantId } from '../shared/protocol.js';
import { ProtocolError } from './protocol-error.js';

// How a page joins a call
//
// 1. When the request arrives, the registry numbers it (`JoinAttempt`), and the server decides whether the person may
//    enter. The socket remembers its latest attempt (`SocketData.joining`). A later join on the same socket, a leave, or
//    the end of the socket replaces or clears it. Then the join with the old attempt fails with `not-in-call`.
// 2. If the person may enter, the server reserves a place for the page (`Reservation`). The rest of the join uses the
//    database, and without a reservation the call could fill up in the meantime.
// 3. When the database has recorded the join, the server confirms the reservation. The page is a participant from now on,
//    and the socket speaks for it (`SocketData.participant`) until the page leaves, the socket ends, or another socket of
//    the same page joins. A join that fails releases its reservation instead.
//    A page that brings offers for people in a running call becomes a participant before the record, so that they can
//    connect at once. Its answer still follows the record, and if that fails, it leaves the call again.
// 4. A page can join on two sockets at once. The later request (`joinNumber`) wins, whichever is ready first.
// 5. After a restart, people who wait for a place could join before the participants do. So the server holds a place for
//    each user who was in the call, for a short time. A user's first page takes the place, and no other user can.

/** Each page takes one of the few places of a call, so one person cannot fill it. */
const PAGES_PER_USER_MAX = 4;

/** Names a participant and the meeting. */
export interface ParticipantRef {
  readonly code: string;
  readonly participantId: ParticipantId;
}

/** A request to join. */
export interface JoinAttempt extends ParticipantRef {
  /** The id of a user or guest. */
  readonly userId: string;
  readonly joinNumber: number;
}

/** A place in a call that is kept while a join is under way. */
export type Reservation = JoinAttempt;

/** A participant, with the fields that only the server knows. */
export interface ParticipantRecord extends Omit<Participant, 'role'> {
  /** The id of a user or guest. */
  readonly userId: string;
  /** Null for a guest. */
  readonly username: string | null;
  /** The socket that speaks for this page; its last one while `state` is `reconnecting`. */
  readonly socketId: string;
  /** The session of this socket. */
  readonly sessionId: string;
}

export interface Arrival {
  readonly name: string;
  readonly username: string | null;
  readonly socketId: string;
  readonly sessionId: string;
  readonly media: JoinRequest['media'];
}

export interface Confirmed {
  /** The page was still in the roster, and keeps its position there. */
  readonly resumed: boolean;
  /** The socket that spoke for this page before, or null. */
  readonly replacedSocketId: string | null;
}

interface Room {
  readonly participants: Map<ParticipantId, ParticipantRecord>; // a Map keeps the order of arrival
  readonly reservations: Set<Reservation>;
}

/**
 * Knows who is in which call. Holds no sockets, clock or database. Its methods return what has changed; the caller
 * informs the participants.
 */
export class RoomRegistry {
  readonly #maxParticipants: number;
  readonly #rooms = new Map<string, Room>();
  /** The users for whom a place is held, by meeting code. */
  readonly #holds = new Map<string, Set<string>>();
  #lastJoinNumber: number;
  #lastHandNumber: number;

  /** Joins and raised hands are numbered from `lastJoinNumber` + 1. */
  constructor(maxParticipants: number, lastJoinNumber = 0) {
    this.#maxParticipants = maxParticipants;
    this.#lastJoinNumber = lastJoinNumber;
    this.#lastHandNumber = lastJoinNumber;
  }

  /** Holds one place for the user until `releaseHolds`, or until the user's first page has joined and left. */
  hold(code: string, userId: string): void {
    this.#holds.set(code, (this.#holds.get(code) ?? new Set()).add(userId));
  }

  /** Returns the codes of the meetings that had a place held. */
  releaseHolds(): string[] {
    const codes = [...this.#holds.keys()];
    this.#holds.clear();
    return codes;
  }

  counts(): { readonly calls: number; readonly participants: number } {
    const sizes = [...this.#rooms.values()].map(({ participants }) => participants.size);
    return {
      calls: sizes.filter((size) => size > 0).length,
      participants: sizes.reduce((sum, size) => sum + size, 0),
    };
  }

  /** Numbers a request to join. */
  attempt(code: string, participantId: ParticipantId, userId: string): JoinAttempt {
    this.#lastJoinNumber += 1;
    return { code, participantId, userId, joinNumber: this.#lastJoinNumber };
  }

  /**
   * Keeps a place until `confirm` or `release`. A page that is in the call or joining it always gets one, and so does a page
   * that moves the call (`isMove`), because another page of the user leaves.
   * @throws {ProtocolError} `full`, `too-many-tabs`
   */
  reserve(attempt: JoinAttempt, isMove = false): Reservation {
    const { code, participantId, userId } = attempt;
    const room = this.#rooms.get(code) ?? { participants: new Map(), reservations: new Set() };
    const places = placesOf(room);
    const takesPlaceOfOwn = isMove && this.hasUser(code, userId);
    if (!places.has(participantId) && !takesPlaceOfOwn) {
      const own = [...places.values()].filter((user) => user === userId);
      if (own.length >= PAGES_PER_USER_MAX) throw new ProtocolError('too-many-tabs');
      if (this.isFull(code, userId)) throw new ProtocolError('full');
    }
    room.reservations.add(attempt);
    this.#rooms.set(code, room);
    return attempt;
  }

  release(reservation: Reservation): void {
    this.#rooms.get(reservation.code)?.reservations.delete(reservation);
    this.#deleteIfEmpty(reservation.code);
  }

  /** Makes the page a participant. Returns null if a later reservation of the same page was confirmed before. */
  confirm(reservation: Reservation, arrival: Arrival): Confirmed | null {
    const { code, participantId, userId, joinNumber } = reservation;
    const { name, username, socketId, sessionId, media } = arrival;
    const room = this.#rooms.get(code);
    if (!room?.reservations.delete(reservation)) throw new Error('This reservation is not held');
    const before = room.participants.get(participantId);
    if (before && before.joinNumber > joinNumber) return null;
    const hand = media.hand ?? before?.media.hand ?? false;
    room.participants.set(participantId, {
      participantId,
      userId,
      name,
      username,
      isGuest: username === null,
      socketId,
      sessionId,
      joinNumber,
      state: 'connected',
      media: {
        mic: media.mic,
        camera: media.camera,
        hand,
        screen: media.screen === undefined ? (before?.media.screen ?? null) : media.screen,
      },
      ...this.#handNumber(hand, before),
    });
    return {
      resumed: before !== undefined,
      replacedSocketId: before && before.socketId !== socketId ? before.socketId : null,
    };
  }

  /** Marks the participant as reconnecting. Returns false, and changes nothing, if another socket speaks for the page. */
  lose(code: string, participantId: ParticipantId, socketId: string): boolean {
    if (this.find(code, participantId)?.socketId !== socketId) return false;
    this.#change(code, participantId, { state: 'reconnecting' });
    return true;
  }

  /** Returns the removed participant, or null if there was none. */
  remove(code: string, participantId: ParticipantId): ParticipantRecord | null {
    const participant = this.find(code, participantId);
    this.#rooms.get(code)?.participants.delete(participantId);
    if (participant) this.#holds.get(code)?.delete(participant.userId);
    this.#deleteIfEmpty(code);
    return participant;
  }

  setMedia(code: string, participantId: ParticipantId, change: Partial<MediaState>): void {
    const participant = this.find(code, participantId);
    if (!participant) return;
    const media = { ...participant.media, ...change };
    const { handNumber: _before, ...others } = participant;
    this.#rooms
      .get(code)
      ?.participants.set(participantId, { ...others, media, ...this.#handNumber(media.hand, participant) });
  }

  find(code: string, participantId: ParticipantId): ParticipantRecord | null {
    return this.#rooms.get(code)?.participants.get(participantId) ?? null;
  }

  /** The first page of this user whose socket is lost and that is not joining again, or null. */
  findLost(code: string, userId: string): ParticipantRef | null {
    const participants = [...(this.#rooms.get(code)?.participants.values() ?? [])];
    const lost = participants.find(
      (one) =>
        one.userId === userId && one.state === 'reconnecting' && !this.isJoining(code, one.participantId),
    );
    return lost ? { code, participantId: lost.participantId } : null;
  }

  /** The pages of this user in the call. */
  pagesOf(code: string, userId: string): ParticipantRecord[] {
    return this.participants(code).filter((one) => one.userId === userId);
  }

  /** Whether a page of this user is in the call. */
  hasUser(code: string, userId: string): boolean {
    return this.pagesOf(code, userId).length > 0;
  }

  /** The pages of a session that have lost their sockets, in all calls. */
  lostPagesOfSession(sessionId: string): ParticipantRef[] {
    return [...this.#rooms].flatMap(([code, { participants }]) =>
      [...participants.values()]
        .filter((one) => one.sessionId === sessionId && one.state === 'reconnecting')
        .map(({ participantId }) => ({ code, participantId })),
    );
  }

  /** Whether a page of this user is in the call or joining it. */
  hasOrExpectsUser(code: string, userId: string): boolean {
    const reservations = this.#rooms.get(code)?.reservations ?? [];
    return this.hasUser(code, userId) || [...reservations].some((one) => one.userId === userId);
  }

  /** Whether a join of this page is under way. */
  isJoining(code: string, participantId: ParticipantId): boolean {
    const reservations = this.#rooms.get(code)?.reservations ?? [];
    return [...reservations].some((one) => one.participantId === participantId);
  }

  /** Whether a new page of this user would find no place. Without `userId`: a new page of a user without a held place. */
  isFull(code: string, userId?: string): boolean {
    const room = this.#rooms.get(code);
    const places = room ? placesOf(room) : new Map<ParticipantId, string>();
    const present = new Set(places.values());
    const held = [...(this.#holds.get(code) ?? [])].filter((user) => user !== userId && !present.has(user));
    return places.size + held.length >= this.#maxParticipants;
  }

  /** Whether no page is in the call or joining it. */
  isEmpty(code: string): boolean {
    return !this.#rooms.has(code);
  }

  /** In order of arrival. */
  participants(code: string): ParticipantRecord[] {
    return [...(this.#rooms.get(code)?.participants.values() ?? [])];
  }

  /** The users for whom a place is held. */
  held(code: string): ReadonlySet<string> {
    return this.#holds.get(code) ?? new Set();
  }

  /** A hand that stays up keeps its number. */
  #handNumber(
    isUp: boolean,
    before: Pick<ParticipantRecord, 'handNumber'> | undefined,
  ): Pick<ParticipantRecord, 'handNumber'> {
    return isUp ? { handNumber: before?.handNumber ?? ++this.#lastHandNumber } : {};
  }

  #change(code: string, participantId: ParticipantId, change: Partial<ParticipantRecord>): void {
    const participants = this.#rooms.get(code)?.participants;
    const participant = participants?.get(participantId);
    if (participant) participants?.set(participantId, { ...participant, ...change });
  }

  #deleteIfEmpty(code: string): void {
    const room = this.#rooms.get(code);
    if (room?.participants.size === 0 && room.reservations.size === 0) this.#rooms.delete(code);
  }
}

/** The pages that take a place, with their users. A page counts once, even if it is a participant and joins again. */
function placesOf({ participants, reservations }: Room): Map<ParticipantId, string> {
  const pages = [...participants.values(), ...reservations];
  return new Map(pages.map(({ participantId, userId }) => [participantId, userId]));
}
