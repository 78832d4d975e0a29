/** A browser may deliver nothing for a moment, for example while it changes the device. */
const SILENCE_MS = 8_000;

/** Decides whether a microphone that is on delivers nothing at all. The caller passes the time, so tests need no clock. */
export class SilenceDetector {
  #since: number | null = null;
  #isTold = false;

  /** Returns whether to tell the person now: once, until the microphone has delivered something. */
  update(isEmpty: boolean, now: number): boolean {
    if (!isEmpty) {
      this.#since = null;
      this.#isTold = false;
      return false;
    }
    this.#since ??= now;
    if (this.#isTold || now - this.#since < SILENCE_MS) return false;
    this.#isTold = true;
    return true;
  }

  /** Begins to count again, for example because the microphone was off. */
  reset(): void {
    this.#since = null;
  }
}
