import { LevelMeter } from './level-meter.js';

/**
 * Measures a microphone, also while it is muted: then with a copy of its track, because the muted one carries silence. The
 * sound stays in this page.
 */
export class MicProbe {
  readonly #meter = new LevelMeter();
  #muted: MediaStreamTrack | null = null;
  #copy: MediaStreamTrack | null = null;

  /** The loudness as a `LevelMeter` gives it. Null while the browser measures nothing, and for no track. */
  level(track: MediaStreamTrack | null): number | null {
    const muted = track?.enabled ? null : track;
    if (muted !== this.#muted) this.#copyTrack(muted);
    return this.#meter.level(this.#copy ?? track);
  }

  close(): void {
    this.#copyTrack(null);
    this.#meter.close();
  }

  #copyTrack(muted: MediaStreamTrack | null): void {
    this.#copy?.stop();
    this.#muted = muted;
    this.#copy = muted?.clone() ?? null;
    if (this.#copy) this.#copy.enabled = true;
  }
}
