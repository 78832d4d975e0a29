import type { ParticipantId } from '../../shared/protocol.js';

/** Pauses between words are shorter than this. */
const HOLD_MS = 600;

/** Derives from audio levels which participants are speaking. The caller passes the time, so tests need no clock. */
export class SpeakingDetector {
  readonly #threshold: number;
  readonly #heardAt = new Map<ParticipantId, number>();

  /** `threshold` has the scale of the levels that `update` takes. */
  constructor(threshold: number) {
    this.#threshold = threshold;
  }

  /** `now` is in ms, on any monotonic clock. */
  update(levels: ReadonlyMap<ParticipantId, number>, now: number): Set<ParticipantId> {
    for (const [id, level] of levels) if (level >= this.#threshold) this.#heardAt.set(id, now);
    for (const id of this.#heardAt.keys()) if (!levels.has(id)) this.#heardAt.delete(id);
    return new Set([...this.#heardAt].filter(([, at]) => now - at < HOLD_MS).map(([id]) => id));
  }
}

export function sameSet<T>(a: ReadonlySet<T>, b: ReadonlySet<T>): boolean {
  return a.size === b.size && [...a].every((each) => b.has(each));
}
