import type { ParticipantId } from '../../shared/protocol.js';

/** A pause between words does not end speaking; a real silence does. */
const HOLD_MS = 600;

/** Turns levels into who is speaking. Pure but for what it remembers: takes the time from outside. */
export class SpeakingDetector {
  readonly #threshold: number;
  readonly #heardAt = new Map<ParticipantId, number>();

  /** `threshold` on the scale of the levels given to `update`. */
  constructor(threshold: number) {
    this.#threshold = threshold;
  }

  /** `now` in ms, on any clock that only goes forward. */
  update(levels: ReadonlyMap<ParticipantId, number>, now: number): Set<ParticipantId> {
    for (const [id, level] of levels) if (level >= this.#threshold) this.#heardAt.set(id, now);
    for (const id of this.#heardAt.keys()) if (!levels.has(id)) this.#heardAt.delete(id);
    return new Set([...this.#heardAt].filter(([, at]) => now - at < HOLD_MS).map(([id]) => id));
  }
}

export function sameSet<T>(a: ReadonlySet<T>, b: ReadonlySet<T>): boolean {
  return a.size === b.size && [...a].every((each) => b.has(each));
}
