import { mediaDevices } from './devices.js';
import { mediaProblem, type MediaProblem } from './media-errors.js';

export interface CaptureState {
  /** `starting` while the browser asks or the device warms up. */
  readonly state: 'off' | 'starting' | 'on';
  readonly problem: MediaProblem | null;
  /** The device that really runs, which need not be the one that was chosen; empty when none does. */
  readonly deviceId: string;
}

export interface CaptureOptions {
  kind: 'audio' | 'video';
  constraints: MediaTrackConstraints;
  /** What off means: `silence` keeps the device and sends nothing audible, `release` gives it back, light and all. */
  whenOff: 'silence' | 'release';
  deviceId: string;
  /** State or track changed. */
  onChange(): void;
  /** The running device went away by itself: unplugged, or taken by the system. */
  onLost(): void;
}

/**
 * One microphone or one camera. What is wanted may change faster than a device can follow: the last wish wins, and
 * no two requests to the browser overlap.
 */
export class CaptureDevice {
  readonly #options: CaptureOptions;
  #wanted = false;
  #deviceId: string;
  #track: MediaStreamTrack | null = null;
  /** The device the track was asked for; another choice since then means to ask again. */
  #trackFor = '';
  #problem: MediaProblem | null = null;
  #settling: Promise<void> | null = null;
  #closed = false;

  constructor(options: CaptureOptions) {
    this.#options = options;
    this.#deviceId = options.deviceId;
  }

  /** What is to be sent; a silenced microphone is sent, as silence. */
  get track(): MediaStreamTrack | null {
    return this.#track;
  }

  get state(): CaptureState {
    return {
      state: !this.#wanted ? 'off' : this.#isSettled() ? 'on' : 'starting',
      problem: this.#problem,
      deviceId: this.#track?.getSettings().deviceId ?? '',
    };
  }

  /** Resolves when the device is as wanted, or has a problem. */
  async set(on: boolean): Promise<void> {
    this.#wanted = on;
    this.#problem = null;
    // A microphone must be silent in the moment of the click, whatever else is under way.
    if (this.#track && this.#options.whenOff === 'silence') this.#track.enabled = on;
    await this.#settle();
  }

  async choose(deviceId: string): Promise<void> {
    this.#deviceId = deviceId;
    if (this.#wanted) await this.#settle();
    else this.#release(); // the next start takes the new device
  }

  /**
   * Starts with a track that is being asked for together with another device's, in one question to the person; when
   * that comes to nothing, asks for this device alone. Resolves like `set`.
   */
  async startWith(asked: Promise<MediaStreamTrack | null>): Promise<void> {
    this.#wanted = true;
    const askedFor = this.#deviceId;
    await this.#settle(async () => {
      const track = await asked;
      if (track) this.#keep(track, askedFor);
      await this.#work();
    });
  }

  close(): void {
    this.#closed = true;
    this.#wanted = false;
    this.#release();
  }

  get constraints(): MediaTrackConstraints {
    // `ideal`, since a device that was remembered may be gone, and another is better than none.
    return this.#deviceId === ''
      ? this.#options.constraints
      : { ...this.#options.constraints, deviceId: { ideal: this.#deviceId } };
  }

  #isSettled(): boolean {
    return this.#wanted
      ? this.#track !== null && this.#trackFor === this.#deviceId
      : this.#track === null || this.#options.whenOff === 'silence';
  }

  #settle(work = () => this.#work()): Promise<void> {
    this.#options.onChange();
    this.#settling ??= work().finally(() => {
      this.#settling = null;
      this.#options.onChange();
    });
    return this.#settling;
  }

  async #work(): Promise<void> {
    while (!this.#closed && !this.#isSettled()) {
      if (this.#wanted) await this.#acquire();
      else this.#release();
    }
  }

  async #acquire(): Promise<void> {
    // Some systems give a device to one stream at a time, so the old one goes first.
    this.#release();
    const asked = this.#deviceId;
    const { kind } = this.#options;
    try {
      const stream = await mediaDevices().getUserMedia({ [kind]: this.constraints });
      const track = stream.getTracks()[0];
      if (!track) throw new DOMException('The stream has no track', 'NotFoundError');
      this.#keep(track, asked);
    } catch (error) {
      if (asked !== this.#deviceId) return; // another one was chosen meanwhile: that one is tried next
      this.#problem = mediaProblem(error);
      this.#wanted = false;
    }
  }

  #keep(track: MediaStreamTrack, askedFor: string): void {
    if (this.#closed) {
      track.stop();
      return;
    }
    this.#track = track;
    this.#trackFor = askedFor;
    if (this.#options.whenOff === 'silence') track.enabled = this.#wanted;
    // Does not fire for our own stop().
    track.addEventListener('ended', () => {
      if (this.#track === track) this.#lost();
    });
  }

  #lost(): void {
    this.#track = null;
    this.#deviceId = ''; // whatever the browser takes for the default now
    this.#options.onLost();
    if (this.#wanted) void this.#settle();
    else this.#options.onChange();
  }

  #release(): void {
    if (!this.#track) return;
    this.#track.stop();
    this.#track = null;
  }
}
