/** The lowest level that counts as speech; breath and fans stay below it. Root mean square of samples from -1 to 1. */
export const SPEECH_LEVEL = 0.02;

/**
 * For a context that only listens. Large blocks wake the computer less often: the page looks at a level a few times per second.
 * Without a `sinkId`, the browser would also play the silence of this context.
 */
export const LISTENING = { latencyHint: 'playback', sinkId: { type: 'none' } } as AudioContextOptions;

/**
 * Measures the loudness of one track at a time, as a root mean square from 0 to 1. There is no level until the person's
 * first click or key press on the page, because browsers don't start an `AudioContext` before it.
 */
export class LevelMeter {
  #context: AudioContext | null = null;
  #analyser: AnalyserNode | null = null;
  #source: MediaStreamAudioSourceNode | null = null;
  #track: MediaStreamTrack | null = null;
  #samples = new Float32Array(0);

  /**
   * The loudness of `track` in its latest 1024 samples, about 20 ms; exactly 0 if it delivers nothing at all. Null while it
   * is muted, and while the browser measures nothing.
   */
  level(track: MediaStreamTrack | null): number | null {
    const heard = track?.enabled ? track : null;
    if (heard !== this.#track) this.#listenTo(heard);
    if (!this.#analyser) return null;
    if (this.#context?.state !== 'running') {
      void this.#context?.resume();
      return null;
    }
    this.#analyser.getFloatTimeDomainData(this.#samples);
    const sum = this.#samples.reduce((total, sample) => total + sample * sample, 0);
    return Math.sqrt(sum / this.#samples.length);
  }

  close(): void {
    this.#listenTo(null);
    void this.#context?.close();
    this.#context = null;
  }

  #listenTo(track: MediaStreamTrack | null): void {
    this.#track = track;
    this.#source?.disconnect();
    this.#source = null;
    this.#analyser = null;
    if (!track) {
      void this.#context?.suspend();
      return;
    }
    this.#context ??= new AudioContext(LISTENING);
    this.#analyser = this.#context.createAnalyser();
    this.#analyser.fftSize = 1024;
    this.#samples = new Float32Array(this.#analyser.fftSize);
    this.#source = this.#context.createMediaStreamSource(new MediaStream([track]));
    this.#source.connect(this.#analyser); // and to no output, so that people don't hear themselves
  }
}
