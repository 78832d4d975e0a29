import type { ParticipantId } from '../shared/protocol.js';

/** One timer for each participant whose socket is lost: the time that the page has to come back. */
export class GraceTimers {
  readonly #graceMs: number;
  readonly #timers = new Map<ParticipantId, ReturnType<typeof setTimeout>>();

  constructor(graceMs: number) {
    this.#graceMs = graceMs;
  }

  /** Calls `expire` after the grace. Replaces a running timer of the same participant. */
  start(participantId: ParticipantId, expire: () => void): void {
    this.cancel(participantId);
    const timer = setTimeout(() => {
      this.#timers.delete(participantId);
      expire();
    }, this.#graceMs);
    this.#timers.set(participantId, timer);
  }

  cancel(participantId: ParticipantId): void {
    clearTimeout(this.#timers.get(participantId));
    this.#timers.delete(participantId);
  }

  close(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
  }
}
