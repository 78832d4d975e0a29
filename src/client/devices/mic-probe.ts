export interface MicSample {
  /** Root mean square of samples from -1 to 1. */
  readonly level: number;
  /** Whether all samples are zero. A real microphone in a silent room still delivers noise. */
  readonly isEmpty: boolean;
}

/**
 * Measures a microphone, also while it is muted: then with a copy of its track, because the muted one carries silence. The
 * sound stays in this page.
 */
export class MicProbe {
  #context: AudioContext | null = null;
  #analyser: AnalyserNode | null = null;
  #source: MediaStreamAudioSourceNode | null = null;
  #track: MediaStreamTrack | null = null;
  #wasEnabled = false;
  #copy: MediaStreamTrack | null = null;
  #samples = new Float32Array(0);

  /** The latest 40 ms. Null while the browser measures nothing, and for no track. */
  sample(track: MediaStreamTrack | null): MicSample | null {
    if (track !== this.#track || track?.enabled !== this.#wasEnabled) this.#listenTo(track);
    if (!this.#analyser || !this.#context) return null;
    if (this.#context.state !== 'running') {
      void this.#context.resume();
      return null;
    }
    this.#analyser.getFloatTimeDomainData(this.#samples);
    const sum = this.#samples.reduce((total, sample) => total + sample * sample, 0);
    return { level: Math.sqrt(sum / this.#samples.length), isEmpty: sum === 0 };
  }

  close(): void {
    this.#listenTo(null);
    void this.#context?.close();
    this.#context = null;
  }

  #listenTo(track: MediaStreamTrack | null): void {
    this.#source?.disconnect();
    this.#source = null;
    this.#analyser = null;
    this.#copy?.stop();
    this.#copy = null;
    this.#track = track;
    this.#wasEnabled = track?.enabled ?? false;
    if (!track || track.readyState === 'ended') return;
    if (!track.enabled) {
      this.#copy = track.clone();
      this.#copy.enabled = true;
    }
    this.#context ??= new AudioContext({ latencyHint: 'playback' }); // wakes the computer less often
    this.#analyser = this.#context.createAnalyser();
    this.#analyser.fftSize = 2_048;
    this.#samples = new Float32Array(this.#analyser.fftSize);
    this.#source = this.#context.createMediaStreamSource(new MediaStream([this.#copy ?? track]));
    this.#source.connect(this.#analyser); // and to no output, so that people don't hear themselves
  }
}
