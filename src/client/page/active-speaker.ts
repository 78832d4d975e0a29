import type { ParticipantId } from '../../shared/protocol.js';

/** A cough or a short answer is shorter than this. */
const SPEAKS_MS = 1_000;
/** The speaker keeps the place during pauses that are shorter than this. */
const HOLD_MS = 2_000;

/**
 * Derives from the participants who are speaking the one whom a layout shows large. The caller passes the time, so tests
 * need no clock.
 */
export class ActiveSpeaker {
  readonly #since = new Map<ParticipantId, number>();
  #current: ParticipantId | null = null;
  #heardAt = 0;

  /** `speaking` holds the others only. `now` is in ms, on any monotonic clock. Returns null until somebody has spoken. */
  update(speaking: Iterable<ParticipantId>, now: number): ParticipantId | null {
    const ids = new Set(speaking);
    for (const id of this.#since.keys()) if (!ids.has(id)) this.#since.delete(id);
    for (const id of ids) if (!this.#since.has(id)) this.#since.set(id, now);
    if (this.#current !== null && ids.has(this.#current)) this.#heardAt = now;
    if (this.#current === null || now - this.#heardAt >= HOLD_MS) this.#takeNext(now);
    return this.#current;
  }

  /** The one who has spoken for the longest time follows. */
  #takeNext(now: number): void {
    for (const [id, since] of this.#since) {
      if (now - since < SPEAKS_MS) continue;
      this.#current = id;
      this.#heardAt = now;
      return;
    }
  }
}
