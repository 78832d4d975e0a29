import type { ParticipantId, WaitingPerson } from '../shared/protocol.js';
import { ASK_AGAIN_MS } from '../shared/limits.js';
import { ProtocolError } from './protocol-error.js';
import type { RealtimeSocket, SocketUser } from './socket-types.js';

/** Hosts see all of them in a list. */
const WAITING_PER_CALL_MAX = 100;
/**
 * A page that a host lets in joins at once. This leaves it time to find the network again; a person who comes later asks
 * again, because the host may have forgotten the decision.
 */
const ADMISSION_MS = 120_000;

interface Entry {
  readonly participantId: ParticipantId;
  readonly user: SocketUser;
  /** The pages of this person that wait. */
  readonly sockets: Set<RealtimeSocket>;
}

interface Room {
  /** By the id of the person, in order of arrival. */
  readonly waiting: Map<string, Entry>;
  /**
   * The people whom a host has let in and who have not joined yet: the names that the host saw, and the times, in ms, until
   * which they may join.
   */
  readonly admitted: Map<string, { readonly name: string; readonly until: number }>;
  /** The times, in ms, until which people may not ask again. */
  readonly deniedUntil: Map<string, number>;
}

/** The people who wait until a host lets them into a call. After a restart of the server, their pages ask again. */
export class WaitingRooms {
  readonly #now: () => number;
  readonly #onNew: (code: string, person: SocketUser) => void;
  readonly #rooms = new Map<string, Room>();

  /**
   * @param now ms since the epoch
   * @param onNew a person has begun to wait
   */
  constructor(now: () => number, onNew: (code: string, person: SocketUser) => void) {
    this.#now = now;
    this.#onNew = onNew;
  }

  /**
   * Lets the page of a socket wait. Returns whether a new person waits.
   * @throws {ProtocolError} `denied` if a host has just refused this person, `full` if too many people wait
   */
  add(socket: RealtimeSocket, code: string, participantId: ParticipantId): boolean {
    const { user } = socket.data;
    const room = this.#rooms.get(code) ?? this.#newRoom();
    if ((room.deniedUntil.get(user.id) ?? 0) > this.#now()) throw new ProtocolError('denied');
    const known = room.waiting.get(user.id);
    if (!known && room.waiting.size >= WAITING_PER_CALL_MAX) throw new ProtocolError('full');
    this.#rooms.set(code, room);
    const entry = known ?? { participantId, user, sockets: new Set<RealtimeSocket>() };
    room.waiting.set(user.id, entry);
    entry.sockets.add(socket);
    socket.data.waiting = code;
    if (!known) this.#onNew(code, user);
    return !known;
  }

  /** The page waits no more. Returns the code of the meeting if this person was the last page's, or null. */
  drop(socket: RealtimeSocket): string | null {
    const { waiting: code, user } = socket.data;
    if (code === null) return null;
    socket.data.waiting = null;
    const room = this.#rooms.get(code);
    const entry = room?.waiting.get(user.id);
    entry?.sockets.delete(socket);
    if (!room || !entry || entry.sockets.size > 0) return null;
    room.waiting.delete(user.id);
    this.#deleteIfEmpty(code);
    return code;
  }

  entries(code: string): { readonly participantId: ParticipantId; readonly user: SocketUser }[] {
    return [...(this.#rooms.get(code)?.waiting.values() ?? [])];
  }

  list(code: string): WaitingPerson[] {
    return this.entries(code).map(({ participantId, user }) => ({
      participantId,
      name: user.name,
      username: user.username,
    }));
  }

  /** Lets one person in, or everyone who waits. Returns their pages, which may join now. */
  admit(code: string, participantId?: ParticipantId): RealtimeSocket[] {
    const room = this.#rooms.get(code);
    return this.#take(code, participantId, ({ user }) => {
      room?.admitted.set(user.id, { name: user.name, until: this.#now() + ADMISSION_MS });
      room?.deniedUntil.delete(user.id);
    });
  }

  /** Refuses a person for a while. Returns their pages. */
  deny(code: string, participantId: ParticipantId): RealtimeSocket[] {
    const room = this.#rooms.get(code);
    return this.#take(code, participantId, ({ user }) => {
      room?.deniedUntil.set(user.id, this.#now() + ASK_AGAIN_MS);
    });
  }

  /** Whether a host has let this person in, under this name: a guest could choose another one. */
  isAdmitted(code: string, { id, name }: Pick<SocketUser, 'id' | 'name'>): boolean {
    const admission = this.#rooms.get(code)?.admitted.get(id);
    return admission !== undefined && admission.name === name && admission.until > this.#now();
  }

  /** The person is in the call, or a host has removed them: from now on the record of the call decides. */
  forget(code: string, personId: string): void {
    this.#rooms.get(code)?.admitted.delete(personId);
    this.#deleteIfEmpty(code);
  }

  /** The call has ended. People who wait go on waiting. */
  endCall(code: string): void {
    this.#rooms.get(code)?.admitted.clear();
    this.#deleteIfEmpty(code);
  }

  /** Nothing else happens in a room that people have left, so each new room takes the chance to remove such rooms. */
  #newRoom(): Room {
    for (const code of [...this.#rooms.keys()]) this.#deleteIfEmpty(code);
    return { waiting: new Map(), admitted: new Map(), deniedUntil: new Map() };
  }

  #take(
    code: string,
    participantId: ParticipantId | undefined,
    decide: (entry: Entry) => void,
  ): RealtimeSocket[] {
    const room = this.#rooms.get(code);
    const entries = [...(room?.waiting.values() ?? [])];
    const chosen = entries.filter(
      (entry) => participantId === undefined || entry.participantId === participantId,
    );
    return chosen.flatMap((entry) => {
      decide(entry);
      room?.waiting.delete(entry.user.id);
      for (const { data } of entry.sockets) data.waiting = null;
      return [...entry.sockets];
    });
  }

  #deleteIfEmpty(code: string): void {
    const room = this.#rooms.get(code);
    if (!room) return;
    for (const [person, { until }] of room.admitted) if (until <= this.#now()) room.admitted.delete(person);
    for (const [person, until] of room.deniedUntil) if (until <= this.#now()) room.deniedUntil.delete(person);
    if (room.waiting.size + room.admitted.size + room.deniedUntil.size === 0) this.#rooms.delete(code);
  }
}
