/** The lowest level that counts as speech; breath and fans stay below it. Root mean square of samples from -1 to 1. */
export const SPEECH_LEVEL = 0.02;

/**
 * Measures the loudness of one track at a time, as a root mean square from 0 to 1. The level is 0 until the person's
 * first click or key press on the page, because browsers don't start an `AudioContext` before it.
 */
export class LevelMeter {
  #context: AudioContext | null = null;
  #analyser: AnalyserNode | null = null;
  #source: MediaStreamAudioSourceNode | null = null;
  #track: MediaStreamTrack | null = null;
  #samples = new Float32Array(0);

  /** The loudness of `track` in its latest 1024 samples, about 20 ms; 0 while it is muted. */
  level(track: MediaStreamTrack | null): number {
    if (track !== this.#track) this.#listenTo(track);
    if (!this.#analyser || !track?.enabled) return 0;
    if (this.#context?.state === 'suspended') void this.#context.resume();
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
    if (!track) return;
    // Larger blocks wake the computer less often. The page looks at the level a few times per second only.
    this.#context ??= new AudioContext({ latencyHint: 'playback' });
    this.#analyser = this.#context.createAnalyser();
    this.#analyser.fftSize = 1024;
    this.#samples = new Float32Array(this.#analyser.fftSize);
    this.#source = this.#context.createMediaStreamSource(new MediaStream([track]));
    this.#source.connect(this.#analyser); // and to no output, so that people don't hear themselves
  }
}
