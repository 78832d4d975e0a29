import type { JoinRequest, MediaState, Participant, ParticipantId, Roster } from '../shared/protocol.js';
import { ProtocolError } from './protocol-error.js';

export interface Member extends Participant {
  readonly userId: string;
  /** Names the socket that speaks for this page, or the one it has lost. */
  readonly connection: string;
  /** The reservation it came by; a later one wins. */
  readonly turn: number;
}

/** A place that is kept while a join is under way. */
export interface Reservation {
  readonly code: string;
  readonly participantId: ParticipantId;
  readonly userId: string;
  readonly turn: number;
}

export interface Arrival {
  readonly name: string;
  readonly connection: string;
  readonly media: JoinRequest['media'];
}

export interface Seated {
  /** The call still had this page, which keeps its place in the order. */
  readonly resumed: boolean;
  /** The socket that spoke for this page until now. */
  readonly replaced: string | null;
}

interface Room {
  readonly members: Map<ParticipantId, Member>; // a Map keeps the order of arrival
  readonly reservations: Set<Reservation>;
}

/**
 * Who is in which call, and nothing else: no sockets, clock or database. Methods say what changed; telling the
 * others is the caller's part.
 */
export class RoomRegistry {
  readonly #maxParticipants: number;
  readonly #rooms = new Map<string, Room>();
  #turns = 0;

  constructor(maxParticipants: number) {
    this.#maxParticipants = maxParticipants;
  }

  /**
   * Keeps a place until `seat` or `release`. A page that is there already always gets it.
   * @throws {ProtocolError} `full`
   */
  reserve(code: string, participantId: ParticipantId, userId: string): Reservation {
    const room = this.#rooms.get(code) ?? { members: new Map(), reservations: new Set() };
    if (!isIn(room, participantId) && occupied(room) >= this.#maxParticipants)
      throw new ProtocolError('full');
    this.#turns += 1;
    const reservation = { code, participantId, userId, turn: this.#turns };
    room.reservations.add(reservation);
    this.#rooms.set(code, room);
    return reservation;
  }

  release(reservation: Reservation): void {
    this.#rooms.get(reservation.code)?.reservations.delete(reservation);
    this.#sweep(reservation.code);
  }

  /** Null if the same page has been seated by a later reservation meanwhile. */
  seat(reservation: Reservation, { name, connection, media }: Arrival): Seated | null {
    const { code, participantId, userId, turn } = reservation;
    const room = this.#rooms.get(code);
    if (!room?.reservations.delete(reservation)) throw new Error('This reservation is not held');
    const before = room.members.get(participantId);
    if (before && before.turn > turn) return null;
    room.members.set(participantId, {
      participantId,
      userId,
      name,
      connection,
      turn,
      state: 'connected',
      media: {
        mic: media.mic,
        camera: media.camera,
        hand: media.hand ?? before?.media.hand ?? false,
        screen: media.screen === undefined ? (before?.media.screen ?? null) : media.screen,
      },
    });
    const replaced = before && before.connection !== connection ? before.connection : null;
    return { resumed: before !== undefined, replaced };
  }

  /** The page's socket is gone. False if another socket speaks for the page by now. */
  lose(code: string, participantId: ParticipantId, connection: string): boolean {
    if (this.member(code, participantId)?.connection !== connection) return false;
    return this.#change(code, participantId, { state: 'reconnecting' });
  }

  remove(code: string, participantId: ParticipantId): Member | null {
    const member = this.member(code, participantId);
    this.#rooms.get(code)?.members.delete(participantId);
    this.#sweep(code);
    return member;
  }

  setMedia(code: string, participantId: ParticipantId, change: Partial<MediaState>): void {
    const member = this.member(code, participantId);
    if (member) this.#change(code, participantId, { media: { ...member.media, ...change } });
  }

  member(code: string, participantId: ParticipantId): Member | null {
    return this.#rooms.get(code)?.members.get(participantId) ?? null;
  }

  /** Whether any page of this user is in the call. */
  hasUser(code: string, userId: string): boolean {
    return [...(this.#rooms.get(code)?.members.values() ?? [])].some((member) => member.userId === userId);
  }

  /** Whether any page of this user is in the call or about to be. */
  expectsUser(code: string, userId: string): boolean {
    const reservations = this.#rooms.get(code)?.reservations ?? [];
    return (
      this.hasUser(code, userId) || [...reservations].some((reservation) => reservation.userId === userId)
    );
  }

  /** Whether a join of this page is under way. */
  expects(code: string, participantId: ParticipantId): boolean {
    const reservations = this.#rooms.get(code)?.reservations ?? [];
    return [...reservations].some((reservation) => reservation.participantId === participantId);
  }

  isFull(code: string): boolean {
    const room = this.#rooms.get(code);
    return room !== undefined && occupied(room) >= this.#maxParticipants;
  }

  /** Whether nobody is in the call, or about to be. */
  isEmpty(code: string): boolean {
    return !this.#rooms.has(code);
  }

  /** Picks field by field: what a member has besides must not reach the others. */
  roster(code: string): Roster {
    return [...(this.#rooms.get(code)?.members.values() ?? [])].map(
      ({ participantId, name, state, media }) => ({
        participantId,
        name,
        state,
        media,
      }),
    );
  }

  #change(code: string, participantId: ParticipantId, change: Partial<Member>): boolean {
    const members = this.#rooms.get(code)?.members;
    const member = members?.get(participantId);
    if (!members || !member) return false;
    members.set(participantId, { ...member, ...change });
    return true;
  }

  #sweep(code: string): void {
    const room = this.#rooms.get(code);
    if (room?.members.size === 0 && room.reservations.size === 0) this.#rooms.delete(code);
  }
}

function isIn({ members, reservations }: Room, participantId: ParticipantId): boolean {
  return members.has(participantId) || [...reservations].some((held) => held.participantId === participantId);
}

function occupied({ members, reservations }: Room): number {
  return new Set([...members.keys(), ...[...reservations].map(({ participantId }) => participantId)]).size;
}
