/** A cough or a door is shorter than this. */
const WINDOW_MS = 2_000;
/** Speech has pauses between its words. */
const SPEECH_SHARE = 0.6;
const SAMPLES_MIN = 6;
/** Nobody needs to hear it twice in a row. */
const PAUSE_MS = 30_000;

/** Decides from levels whether a muted person talks. The caller passes the time, so tests need no clock. */
export class TalkingDetector {
  readonly #threshold: number;
  #samples: { at: number; isSpeech: boolean }[] = [];
  #quietUntil = 0;

  /** `threshold` has the scale of the levels that `update` takes. */
  constructor(threshold: number) {
    this.#threshold = threshold;
  }

  /** Returns whether to tell the person now. `now` is in ms, on any monotonic clock. */
  update(level: number, now: number): boolean {
    this.#samples = this.#samples.filter(({ at }) => now - at < WINDOW_MS);
    this.#samples.push({ at: now, isSpeech: level >= this.#threshold });
    const first = this.#samples[0];
    const speech = this.#samples.filter(({ isSpeech }) => isSpeech).length;
    const isLongEnough = first !== undefined && now - first.at >= WINDOW_MS * 0.75;
    if (!isLongEnough || this.#samples.length < SAMPLES_MIN || now < this.#quietUntil) return false;
    if (speech / this.#samples.length < SPEECH_SHARE) return false;
    this.#quietUntil = now + PAUSE_MS;
    this.#samples = [];
    return true;
  }

  /** Forgets what it has heard, for example because the person is no longer muted. */
  reset(): void {
    this.#samples = [];
  }
}
