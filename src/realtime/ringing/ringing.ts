import { randomUUID } from 'node:crypto';
import type { Blocks } from '../../services/blocks.js';
import type { Quota } from '../../services/limits/attempt.js';
import type { CreateMeetingOfTwo } from '../../services/meeting-of-two.js';
import type { People } from '../../services/people.js';
import type { Rings } from '../../services/rings.js';
import type { Requests } from '../../shared/protocol.js';
import type { IncomingRing, OutgoingRing, Unanswered } from '../../shared/ring-protocol.js';
import { ProtocolError } from '../protocol-error.js';
import type { RealtimeSocket } from '../socket-types.js';
import { Presence } from './presence.js';
import { RingBook } from './ring-book.js';
import type { Ring, RingPerson } from './ring-book.js';
import { incomingRing, RingNews } from './ring-news.js';
import type { RingNewsOptions } from './ring-news.js';

/** What calls to people need beside the sockets. */
export interface RingingOptions extends Pick<RingNewsOptions, 'sendAwayNotice'> {
  readonly people: Pick<People, 'find' | 'isUndisturbed'>;
  readonly blocks: Pick<Blocks, 'areApart'>;
  readonly rings: Rings;
  /** By the id of the caller. */
  readonly ringQuota: Quota;
  readonly createMeetingOfTwo: CreateMeetingOfTwo;
  /** Nobody answers after this time. */
  readonly ringMs: number;
  /** The time that the page of a caller has to come back, and that a person without a page counts as here. */
  readonly graceMs?: number;
}

type Surroundings = Pick<RingNewsOptions, 'io' | 'log'>;

type CallRequest = Requests['call-person']['payload'];

/** Lasts longer than opening the next page takes, and much shorter than a ring. */
const GRACE_MS = 6_000;
const INTERRUPTED_CHECK_MS = 60_000;

/** Rings on the pages of the people who are called, and carries out what `RingBook` decides. */
export class Ringing {
  readonly #options: RingingOptions;
  readonly #book = new RingBook();
  readonly #presence: Presence;
  readonly #news: RingNews;
  readonly #timers = new Map<string, ReturnType<typeof setTimeout>>();
  /** The answers under way: the code of the meeting by the id of the ring. */
  readonly #answers = new Map<string, Promise<string>>();
  readonly #interruptedCheck: ReturnType<typeof setInterval>;

  constructor(options: RingingOptions, around: Surroundings) {
    this.#options = options;
    this.#presence = new Presence(around.io, options.graceMs ?? GRACE_MS, (userId) => {
      const ring = this.#book.incoming(userId);
      if (ring) void this.#end(ring.ringId, 'away');
    });
    this.#news = new RingNews({ ...options, ...around, book: this.#book, presence: this.#presence });
    this.#interruptedCheck = setInterval(() => void this.#news.endInterrupted(), INTERRUPTED_CHECK_MS);
    this.#interruptedCheck.unref();
  }

  /** From now on, calls ring on this page. Returns the one that rings already. */
  watch(socket: RealtimeSocket): { incoming: IncomingRing | null } {
    const { id } = userOf(socket);
    this.#presence.add(socket);
    const ring = this.#book.incoming(id);
    return { incoming: ring && incomingRing(ring) };
  }

  async call(socket: RealtimeSocket, { username, media, clientKey }: CallRequest): Promise<OutgoingRing> {
    const caller = userOf(socket);
    if (!this.#book.prepare(caller.id, clientKey, socket.id)) return this.state(socket, clientKey);
    try {
      const callee = await this.#findCallee(caller, username, clientKey);
      if (!callee) return this.state(socket, clientKey);
      const { people, blocks } = this.#options;
      const [isApart, isUndisturbed] = await Promise.all([
        blocks.areApart(caller.id, callee.id),
        people.isUndisturbed(callee.id),
      ]);
      const ring: Ring = { ringId: randomUUID(), clientKey, caller, callee, media };
      const began = this.#book.begin(ring, {
        isApart,
        isUndisturbed,
        isHere: this.#presence.isHere(callee.id),
        isInCall: this.#presence.isInCall(callee.id),
      });
      if (began.kind === 'ringing') await this.#ring(ring);
      else if (began.kind === 'met') await this.#meet(caller, clientKey, began.ring);
      else await this.#news.refused(ring, began.reason, isApart);
    } catch (error) {
      this.#book.forget(caller.id, clientKey);
      throw error;
    }
    return this.state(socket, clientKey);
  }

  /** For a page that has lost its connection meanwhile. */
  state(socket: RealtimeSocket, clientKey: string): OutgoingRing {
    const { id } = userOf(socket);
    this.#book.attach(id, clientKey, socket.id);
    return this.#book.state(id, clientKey) ?? { state: 'over', reason: 'interrupted' };
  }

  async cancel(socket: RealtimeSocket, clientKey: string): Promise<OutgoingRing> {
    const { id } = userOf(socket);
    await this.#cancelOf(id, clientKey);
    const state = this.state(socket, clientKey);
    if (state.state !== 'ringing') return state;
    // The callee has answered first. The answer tells where.
    await Promise.allSettled(this.#answers.values());
    return this.state(socket, clientKey);
  }

  /** Only the first answer gets the call. */
  async answer(socket: RealtimeSocket, ringId: string): Promise<{ code: string } | null> {
    const code = await this.#answer(ringId, userOf(socket), socket);
    return code === null ? null : { code };
  }

  async decline(socket: RealtimeSocket, ringId: string): Promise<void> {
    const { id } = userOf(socket);
    if (this.#book.incoming(id)?.ringId === ringId) await this.#end(ringId, 'declined');
  }

  /** The connection of a page is lost. It has some time to come back. */
  lose(socket: RealtimeSocket): void {
    this.#presence.remove(socket);
    for (const { callerId, clientKey } of this.#book.detach(socket.id)) {
      const key = `grace ${callerId} ${clientKey}`;
      this.#startTimer(key, this.#options.graceMs ?? GRACE_MS, () => {
        if (this.#book.socketOf(callerId, clientKey) === null) void this.#cancelOf(callerId, clientKey);
      });
    }
  }

  /** The session of a page has ended. */
  leave(socket: RealtimeSocket): void {
    for (const { callerId, clientKey } of this.#book.detach(socket.id))
      void this.#cancelOf(callerId, clientKey);
    this.#presence.remove(socket, { isFinal: true });
  }

  /** The server stops. People who have not answered yet have missed the call. */
  async close(): Promise<void> {
    clearInterval(this.#interruptedCheck);
    await Promise.allSettled(this.#answers.values());
    const rings = this.#book.ringing();
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
    this.#presence.close();
    await Promise.all(rings.map((ring) => this.#news.recordEnd(ring, 'missed')));
  }

  /** Resolves to null if the call cannot ring; the book knows why. */
  async #findCallee(caller: RingPerson, username: string, clientKey: string): Promise<RingPerson | null> {
    const { allowed } = await this.#options.ringQuota.take(caller.id);
    if (!allowed) throw new ProtocolError('rate-limited');
    const callee = username === caller.username ? caller : await this.#options.people.find(username);
    if (callee && callee !== caller) return callee;
    const reason = callee ? 'yourself' : 'unknown-person';
    this.#book.settlePrepared(caller.id, clientKey, { state: 'over', reason });
    return null;
  }

  async #ring(ring: Ring): Promise<void> {
    const { ringId, callee } = ring;
    try {
      await this.#news.record(ring, 'ringing');
    } catch (error) {
      this.#book.end(ringId, 'failed');
      throw error;
    }
    if (this.#book.incoming(callee.id)?.ringId !== ringId) {
      // The caller has cancelled meanwhile, before the record existed.
      await this.#news.recordEnd(ring, 'cancelled');
      return;
    }
    this.#news.ring(ring);
    this.#startTimer(ringId, this.#options.ringMs, () => void this.#end(ringId, 'no-answer'));
  }

  /** The caller calls a person who is calling the caller. */
  async #meet(caller: RingPerson, clientKey: string, opposite: Ring): Promise<void> {
    const code = await this.#answer(opposite.ringId, caller);
    this.#book.settlePrepared(
      caller.id,
      clientKey,
      code === null ? { state: 'over', reason: 'cancelled' } : { state: 'answered', code },
    );
  }

  async #answer(ringId: string, callee: RingPerson, socket?: RealtimeSocket): Promise<string | null> {
    const answered = this.#book.answer(ringId, callee.id);
    if (!answered) return null;
    const { ring, displaced } = answered;
    this.#stopTimer(ringId);
    this.#news.answeredElsewhere(ring, socket);
    const creation = this.#createMeeting(ring);
    this.#answers.set(ringId, creation);
    try {
      const code = await creation;
      this.#book.settleAnswered(ringId, { state: 'answered', code });
      this.#news.answered(ring, code);
      return code;
    } catch (error) {
      this.#book.settleAnswered(ringId, { state: 'over', reason: 'failed' });
      await this.#news.failed(ring);
      throw error;
    } finally {
      this.#answers.delete(ringId);
      await Promise.all(displaced.map((other) => this.#ended(other.ring, other.reason)));
    }
  }

  async #createMeeting({ ringId, caller, callee }: Ring): Promise<string> {
    const { rings, createMeetingOfTwo } = this.#options;
    const meeting = await createMeetingOfTwo(caller, callee);
    await rings.end(ringId, 'answered', meeting.id);
    await Promise.all([rings.markSeen(callee.id, caller.id), rings.markSeen(caller.id, callee.id)]);
    return meeting.code;
  }

  async #cancelOf(callerId: string, clientKey: string): Promise<void> {
    const ring = this.#book.cancel(callerId, clientKey);
    if (ring) await this.#ended(ring, 'cancelled');
  }

  async #end(ringId: string, reason: Unanswered): Promise<void> {
    const ring = this.#book.end(ringId, reason);
    if (ring) await this.#ended(ring, reason);
  }

  async #ended(ring: Ring, reason: Unanswered): Promise<void> {
    this.#stopTimer(ring.ringId);
    await this.#news.over(ring, reason);
  }

  #startTimer(key: string, ms: number, run: () => void): void {
    this.#stopTimer(key);
    const timer = setTimeout(() => {
      this.#timers.delete(key);
      run();
    }, ms);
    timer.unref();
    this.#timers.set(key, timer);
  }

  #stopTimer(key: string): void {
    clearTimeout(this.#timers.get(key));
    this.#timers.delete(key);
  }
}

/** @throws {ProtocolError} `unauthorized` for a guest, who has no account to call or to be called */
function userOf({ data }: RealtimeSocket): RingPerson {
  const { id, name, username } = data.user;
  if (username === null) throw new ProtocolError('unauthorized');
  return { id, name, username };
}
