import type { ParticipantId, Signal } from '../../shared/protocol.js';

/** The roster that names a sender follows within one round trip. */
export const KEEP_MS = 5_000;
/** A first offer with its candidates are far fewer. */
export const SIGNALS_MAX = 64;
export const SENDERS_MAX = 16;

interface Kept {
  readonly since: number;
  readonly signals: Signal[];
}

/**
 * Keeps the signals of participants whom no roster has named yet. With long polling, an offer can overtake the answer
 * to the join. The limits bound the memory that an invented sender can use. Times are in ms on any one clock.
 */
export class EarlySignals {
  readonly #senders = new Map<ParticipantId, Kept>();

  keep(from: ParticipantId, signal: Signal, now: number): void {
    for (const [id, { since }] of this.#senders) if (now - since >= KEEP_MS) this.#senders.delete(id);
    const kept = this.#senders.get(from) ?? { since: now, signals: [] };
    if (kept.signals.length >= SIGNALS_MAX) return;
    if (!this.#senders.has(from) && this.#senders.size >= SENDERS_MAX) return;
    kept.signals.push(signal);
    this.#senders.set(from, kept);
  }

  /** Returns the signals of this sender in order and forgets them. */
  take(from: ParticipantId, now: number): Signal[] {
    const kept = this.#senders.get(from);
    this.#senders.delete(from);
    return kept && now - kept.since < KEEP_MS ? kept.signals : [];
  }
}
