import type { OutgoingRing, RingMedia, Unanswered } from '../../shared/ring-protocol.js';

// The calls that ring on this server. Pure: no socket, clock or database. A call passes these stages:
// 1. `preparing`: the server reads whom the caller means. The caller can cancel already.
// 2. `ringing`: until the first of an answer, a refusal, a cancellation or a timer. All later ones find it over.
// 3. `answering`: the server creates the meeting. The caller cannot cancel any more.
// 4. `over`: kept for a while, so that a page that had lost its connection learns how its call has ended.

export interface RingPerson {
  readonly id: string;
  readonly name: string;
  readonly username: string;
}

export interface Ring {
  readonly ringId: string;
  /** Names the call on the page of its caller. */
  readonly clientKey: string;
  readonly caller: RingPerson;
  readonly callee: RingPerson;
  readonly media: RingMedia;
}

/** What the server has read about the two people before it rings. */
export interface RingFacts {
  /** Whether one of both has blocked the other. */
  readonly isApart: boolean;
  readonly isUndisturbed: boolean;
  /** Whether a page of the callee is open. */
  readonly isHere: boolean;
  readonly isInCall: boolean;
}

export type Began =
  | { readonly kind: 'ringing'; readonly ring: Ring }
  /** The callee is calling the caller: this call answers that one. */
  | { readonly kind: 'met'; readonly ring: Ring }
  | { readonly kind: 'over'; readonly reason: Unanswered };

export interface Answered {
  readonly ring: Ring;
  /** Other calls of and to the two people. They are over. */
  readonly displaced: readonly { readonly ring: Ring; readonly reason: Unanswered }[];
}

type Result = Exclude<OutgoingRing, { state: 'ringing' }>;

interface Attempt {
  readonly callerId: string;
  readonly clientKey: string;
  /** Of the caller's page; null while its connection is lost. */
  socketId: string | null;
  stage: 'preparing' | 'ringing' | 'answering' | 'over';
  ring: Ring | null;
  /** Of a call that is over. */
  result: Result | null;
}

type ActiveAttempt = Attempt & { ring: Ring };

/** So many calls that are over are remembered. */
const OVER_MAX = 1_000;

export class RingBook {
  /** The attempts that are not over. */
  readonly #live = new Map<string, Attempt>();
  /** The oldest first. */
  readonly #over = new Map<string, Attempt>();

  /** Begins an attempt. Returns false if the caller's page has used this key before. */
  prepare(callerId: string, clientKey: string, socketId: string): boolean {
    if (this.#attempt(callerId, clientKey)) return false;
    const attempt: Attempt = {
      callerId,
      clientKey,
      socketId,
      stage: 'preparing',
      ring: null,
      result: null,
    };
    this.#live.set(keyOf(attempt), attempt);
    return true;
  }

  /** Decides what becomes of a prepared attempt. */
  begin(ring: Ring, facts: RingFacts): Began {
    const { caller, callee } = ring;
    const attempt = this.#attempt(caller.id, ring.clientKey);
    if (attempt?.stage !== 'preparing') return { kind: 'over', reason: 'cancelled' };
    const others = this.#active();
    if (others.some(({ callerId }) => callerId === caller.id))
      return this.#refuse(attempt, 'calling-already');
    if (facts.isApart) return this.#refuse(attempt, 'away');
    const opposite = others.find(
      (one) => one.stage === 'ringing' && one.callerId === callee.id && one.ring.callee.id === caller.id,
    );
    if (opposite) return { kind: 'met', ring: opposite.ring };
    if (facts.isUndisturbed) return this.#refuse(attempt, 'away');
    const isBusy = others.some((one) => one.callerId === callee.id || one.ring.callee.id === callee.id);
    if (isBusy || facts.isInCall) return this.#refuse(attempt, 'busy');
    if (!facts.isHere) return this.#refuse(attempt, 'away');
    attempt.stage = 'ringing';
    attempt.ring = ring;
    return { kind: 'ringing', ring };
  }

  /** The call as its caller sees it, or null if the book does not know it. */
  state(callerId: string, clientKey: string): OutgoingRing | null {
    const attempt = this.#attempt(callerId, clientKey);
    return attempt && (attempt.result ?? { state: 'ringing' });
  }

  /** The caller's page has another connection now. */
  attach(callerId: string, clientKey: string, socketId: string): void {
    const attempt = this.#attempt(callerId, clientKey);
    if (attempt) attempt.socketId = socketId;
  }

  /** The connection is lost. Returns the calls that its page was making. */
  detach(socketId: string): { callerId: string; clientKey: string }[] {
    const own = [...this.#live.values()].filter((attempt) => attempt.socketId === socketId);
    for (const attempt of own) attempt.socketId = null;
    return own;
  }

  /** The socket of the page that is making or has made this call. Null while its connection is lost. */
  socketOf(callerId: string, clientKey: string): string | null {
    return this.#attempt(callerId, clientKey)?.socketId ?? null;
  }

  /** Ends an attempt before the server rings, or a ring. Returns the ring, or null if nothing rang. */
  cancel(callerId: string, clientKey: string): Ring | null {
    const attempt = this.#attempt(callerId, clientKey);
    if (attempt?.stage !== 'preparing' && attempt?.stage !== 'ringing') return null;
    this.#finish(attempt, { state: 'over', reason: 'cancelled' });
    return attempt.ring;
  }

  /** Ends an attempt that has not rung: nobody has the username, or it met another call and ends as that one does. */
  settlePrepared(callerId: string, clientKey: string, result: Result): void {
    const attempt = this.#attempt(callerId, clientKey);
    if (attempt?.stage === 'preparing') this.#finish(attempt, result);
  }

  /** Forgets an attempt that failed before the server could ring, so that the page can try again. */
  forget(callerId: string, clientKey: string): void {
    const attempt = this.#attempt(callerId, clientKey);
    if (attempt?.stage === 'preparing') this.#live.delete(keyOf(attempt));
  }

  /** Ends a ring. Returns it, or null if it is not ringing any more. */
  end(ringId: string, reason: Unanswered): Ring | null {
    const attempt = this.#find(ringId);
    if (attempt?.stage !== 'ringing') return null;
    this.#finish(attempt, { state: 'over', reason });
    return attempt.ring;
  }

  /** The callee answers. Only the first answer gets the call; null for all others. */
  answer(ringId: string, userId: string): Answered | null {
    const attempt = this.#find(ringId);
    if (attempt?.stage !== 'ringing' || attempt.ring.callee.id !== userId) return null;
    attempt.stage = 'answering';
    const people = [attempt.callerId, userId];
    const others = this.#active().filter(
      ({ stage, callerId, ring }) =>
        stage === 'ringing' && (people.includes(callerId) || people.includes(ring.callee.id)),
    );
    const displaced = others.map((other) => {
      const reason: Unanswered = people.includes(other.callerId) ? 'cancelled' : 'busy';
      this.#finish(other, { state: 'over', reason });
      return { ring: other.ring, reason };
    });
    return { ring: attempt.ring, displaced };
  }

  /** The meeting of an answered call exists, or could not be created. */
  settleAnswered(ringId: string, result: Result): void {
    const attempt = this.#find(ringId);
    if (attempt?.stage === 'answering') this.#finish(attempt, result);
  }

  /** The call that rings on the pages of this user. */
  incoming(userId: string): Ring | null {
    return this.ringing().find(({ callee }) => callee.id === userId) ?? null;
  }

  ringing(): Ring[] {
    return this.#active().flatMap(({ stage, ring }) => (stage === 'ringing' ? [ring] : []));
  }

  /** The attempts that ring or have just been answered. */
  #active(): ActiveAttempt[] {
    return [...this.#live.values()].filter((attempt): attempt is ActiveAttempt => attempt.ring !== null);
  }

  #find(ringId: string): ActiveAttempt | undefined {
    return this.#active().find(({ ring }) => ring.ringId === ringId);
  }

  #attempt(callerId: string, clientKey: string): Attempt | null {
    const key = keyOf({ callerId, clientKey });
    return this.#live.get(key) ?? this.#over.get(key) ?? null;
  }

  #refuse(attempt: Attempt, reason: Unanswered): Began {
    this.#finish(attempt, { state: 'over', reason });
    return { kind: 'over', reason };
  }

  #finish(attempt: Attempt, result: Result): void {
    attempt.stage = 'over';
    attempt.result = result;
    const key = keyOf(attempt);
    this.#live.delete(key);
    this.#over.set(key, attempt);
    const [oldest] = this.#over.keys();
    if (this.#over.size > OVER_MAX && oldest !== undefined) this.#over.delete(oldest);
  }
}

function keyOf({ callerId, clientKey }: Pick<Attempt, 'callerId' | 'clientKey'>): string {
  return `${callerId} ${clientKey}`;
}
