import { outline } from '../../logging/log.js';
import type { SendAwayNotice } from '../../services/away-notices.js';
import type { RingOutcome, Rings } from '../../services/rings.js';
import type { IncomingRing, PersonCard, Unanswered } from '../../shared/ring-protocol.js';
import type { RealtimeServer, RealtimeSocket } from '../socket-types.js';
import type { Presence } from './presence.js';
import type { Ring, RingBook, RingPerson } from './ring-book.js';

export interface RingNewsOptions {
  readonly io: RealtimeServer;
  readonly book: Pick<RingBook, 'socketOf'>;
  readonly presence: Presence;
  readonly rings: Pick<Rings, 'record' | 'end' | 'endInterrupted'>;
  readonly sendAwayNotice?: SendAwayNotice | undefined;
  readonly log: { info(line: string): void; error(line: string): void };
}

type End = Exclude<RingOutcome, 'ringing'>;

/** How the record names the end of a ring. */
const OUTCOMES: Record<Unanswered, End> = {
  declined: 'declined',
  cancelled: 'cancelled',
  busy: 'busy',
  away: 'away',
  'no-answer': 'missed',
  interrupted: 'missed',
  failed: 'missed',
  'unknown-person': 'missed',
  yourself: 'missed',
  'calling-already': 'missed',
};

/** Tells both people what becomes of a call, and records it. */
export class RingNews {
  readonly #options: RingNewsOptions;

  constructor(options: RingNewsOptions) {
    this.#options = options;
  }

  ring(ring: Ring): void {
    this.#options.presence.pages(ring.callee.id).emit('incoming-call', incomingRing(ring));
    this.#notifyAway(ring, 'incoming-call');
  }

  /** To the pages of the callee but the one that has answered. */
  answeredElsewhere({ ringId, callee }: Ring, socket?: RealtimeSocket): void {
    const news = { ringId, reason: 'answered' } as const;
    this.#options.presence.pages(callee.id, socket).emit('incoming-call-over', news);
  }

  answered(ring: Ring, code: string): void {
    this.#pageOfCaller(ring)?.emit('call-answered', { clientKey: ring.clientKey, code });
    this.#log(ring, 'answered');
  }

  async over(ring: Ring, reason: Unanswered): Promise<void> {
    const { ringId, callee } = ring;
    this.#options.presence.pages(callee.id).emit('incoming-call-over', { ringId, reason });
    this.#tellCaller(ring, reason);
    if (reason !== 'declined') this.#notifyAway(ring, 'missed-call');
    await this.recordEnd(ring, OUTCOMES[reason]);
  }

  /** The callee has answered, but there is no meeting. */
  async failed(ring: Ring): Promise<void> {
    this.#tellCaller(ring, 'failed');
    await this.recordEnd(ring, 'missed');
  }

  /** A person who is busy or away learns of the call, unless one of both has blocked the other. */
  async refused(ring: Ring, reason: Unanswered, isHidden: boolean): Promise<void> {
    if (reason !== 'busy' && reason !== 'away') return;
    await this.record(ring, reason, isHidden);
    this.#log(ring, reason);
    if (isHidden) return;
    const from = cardOf(ring.caller);
    if (reason === 'busy') this.#options.presence.pages(ring.callee.id).emit('missed-call', { from });
    else this.#notifyAway(ring, 'missed-call');
  }

  async record(
    { ringId, caller, callee }: Ring,
    outcome: 'ringing' | 'busy' | 'away',
    isHidden = false,
  ): Promise<void> {
    const ring = { id: ringId, callerId: caller.id, calleeId: callee.id, outcome, isHidden };
    await this.#options.rings.record(ring);
  }

  /** Never rejects. */
  async recordEnd(ring: Ring, outcome: End): Promise<void> {
    try {
      await this.#options.rings.end(ring.ringId, outcome);
      this.#log(ring, outcome);
    } catch (error) {
      // `endInterrupted` records the call as missed later.
      this.#options.log.error(`could not record the end of a call to a person ${outline(error)}`);
    }
  }

  /** Records as missed what another server has left ringing when it was killed. Never rejects. */
  async endInterrupted(): Promise<void> {
    try {
      await this.#options.rings.endInterrupted({ isOnlyProcess: false });
    } catch (error) {
      this.#options.log.error(`could not end interrupted calls to people ${outline(error)}`);
    }
  }

  #tellCaller(ring: Ring, reason: Unanswered): void {
    this.#pageOfCaller(ring)?.emit('call-declined', { clientKey: ring.clientKey, reason });
  }

  /** A page without a connection asks when it has one again. */
  #pageOfCaller({ caller, clientKey }: Ring): RealtimeSocket | undefined {
    const { book, io } = this.#options;
    return io.sockets.sockets.get(book.socketOf(caller.id, clientKey) ?? '');
  }

  #notifyAway({ ringId, caller, callee }: Ring, kind: 'incoming-call' | 'missed-call'): void {
    this.#options.sendAwayNotice?.(callee.id, {
      kind,
      fromName: caller.name,
      path: `/people/${caller.username}`,
      tag: `call-${ringId}`,
    });
  }

  #log({ caller, callee }: Ring, outcome: End): void {
    this.#options.log.info(`call to a person ${outcome} caller=${caller.id} callee=${callee.id}`);
  }
}

export function incomingRing({ ringId, caller, media }: Ring): IncomingRing {
  return { ringId, from: cardOf(caller), media };
}

function cardOf({ name, username }: RingPerson): PersonCard {
  return { name, username };
}
