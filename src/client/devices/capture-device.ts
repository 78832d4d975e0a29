import { mediaDevices, needsPrompt } from './devices.js';
import { mediaProblem, type MediaProblem } from './media-errors.js';

export interface CaptureState {
  /**
   * `asking` while the browser asks the person. `starting` while the device starts. `interrupted` while the system keeps the running
   * device from delivering, for example because a phone call takes the microphone.
   */
  readonly state: 'off' | 'asking' | 'starting' | 'on' | 'interrupted';
  readonly problem: MediaProblem | null;
  /** The device that runs, which can differ from the chosen one; empty when none runs. */
  readonly deviceId: string;
}

export interface CaptureOptions {
  kind: 'audio' | 'video';
  constraints: MediaTrackConstraints;
  /** `silence` keeps the device running and sends silence. `release` stops the device, and its light goes out. */
  whenOff: 'silence' | 'release';
  deviceId: string;
  /** The state or the track changed. */
  onChange(): void;
  /** The running device stopped by itself: it was unplugged, or the system took it. */
  onLost(): void;
}

/** A browser that refuses or allows by itself answers within this time. */
const PROMPT_MS = 400;

/**
 * One microphone or one camera. The person may switch it faster than the device can follow: the last request wins, and
 * only one `getUserMedia` call runs at a time.
 */
export class CaptureDevice {
  readonly #options: CaptureOptions;
  #wanted = false;
  #deviceId: string;
  #track: MediaStreamTrack | null = null;
  /** The value of `#deviceId` when the page requested the track. If the two differ, the device must be opened again. */
  #trackDeviceId = '';
  #problem: MediaProblem | null = null;
  #settling: Promise<void> | null = null;
  #isAsking = false;
  #closed = false;
  #constraints: MediaTrackConstraints;
  /** Settles when the device has followed the latest constraints. */
  #applied: Promise<void> = Promise.resolve();

  constructor(options: CaptureOptions) {
    this.#options = options;
    this.#constraints = options.constraints;
    this.#deviceId = options.deviceId;
  }

  /** The track to send. A muted microphone keeps its track, which then carries silence. */
  get track(): MediaStreamTrack | null {
    return this.#track;
  }

  get state(): CaptureState {
    const running = this.#track?.muted ? 'interrupted' : 'on';
    return {
      state: !this.#wanted ? 'off' : this.#isSettled() ? running : this.#isAsking ? 'asking' : 'starting',
      problem: this.#problem,
      deviceId: this.#track?.getSettings().deviceId ?? '',
    };
  }

  /** Resolves when the device is in the requested state, or has a problem. */
  async set(on: boolean): Promise<void> {
    this.#wanted = on;
    this.#problem = null;
    // The click must mute the microphone at once, even while the device is still starting.
    if (this.#track && this.#options.whenOff === 'silence') this.#track.enabled = on;
    await this.#settle();
  }

  async choose(deviceId: string): Promise<void> {
    this.#deviceId = deviceId;
    if (this.#wanted) await this.#settle();
    else this.#release(); // the next start opens the chosen device
  }

  /**
   * Starts with the track of a `getUserMedia` call that asks for both devices in one prompt. Asks for this device alone
   * if `requested` resolves to null, but not if it rejects. Resolves like `set`.
   */
  async startWithTrack(requested: Promise<MediaStreamTrack | null>): Promise<void> {
    this.#wanted = true;
    const deviceId = this.#deviceId;
    await this.#settle(async () => {
      try {
        const track = await requested;
        if (track) this.#useTrack(track, deviceId);
      } catch (error) {
        this.#fail(error, deviceId);
      }
      await this.#followRequests();
    });
  }

  /**
   * Replaces the constraints. A device that runs follows them without a new track, if it can. Resolves when it has done so, and
   * never rejects.
   */
  adjust(constraints: MediaTrackConstraints): Promise<void> {
    this.#constraints = constraints;
    this.#applied = this.#applied
      .then(() =>
        this.#constraints === constraints ? this.#track?.applyConstraints(constraints) : undefined,
      )
      .catch(() => undefined); // the device goes on as it is
    return this.#applied;
  }

  close(): void {
    this.#closed = true;
    this.#wanted = false;
    this.#release();
  }

  get constraints(): MediaTrackConstraints {
    return onDevice(this.#constraints, this.#deviceId);
  }

  #isSettled(): boolean {
    return this.#wanted
      ? this.#track !== null && this.#trackDeviceId === this.#deviceId
      : this.#track === null || this.#options.whenOff === 'silence';
  }

  /** Runs `work`, or joins the work that is already running, which follows the newest request too. */
  #settle(work = () => this.#followRequests()): Promise<void> {
    this.#options.onChange();
    if (this.#settling) return this.#settling;
    const settling = work().finally(() => {
      this.#settling = null;
      this.#isAsking = false;
      this.#options.onChange();
    });
    this.#settling = settling;
    void this.#notePrompt(settling);
    return settling;
  }

  async #notePrompt(settling: Promise<void>): Promise<void> {
    const [isAsking] = await Promise.all([
      needsPrompt(this.#options.kind),
      new Promise((resolve) => setTimeout(resolve, PROMPT_MS)),
    ]);
    if (!isAsking || this.#closed || this.#settling !== settling) return;
    this.#isAsking = true;
    this.#options.onChange();
  }

  async #followRequests(): Promise<void> {
    while (!this.#closed && !this.#isSettled()) {
      if (this.#wanted) await this.#acquire();
      else this.#release();
    }
  }

  async #acquire(): Promise<void> {
    // Some systems give a device to one stream at a time, so the old track stops first.
    this.#release();
    const deviceId = this.#deviceId;
    const { kind } = this.#options;
    try {
      const stream = await mediaDevices().getUserMedia({ [kind]: this.constraints });
      const track = stream.getTracks()[0];
      if (!track) throw new DOMException('The stream has no track', 'NotFoundError');
      this.#useTrack(track, deviceId);
    } catch (error) {
      this.#fail(error, deviceId);
    }
  }

  #fail(error: unknown, deviceId: string): void {
    // Meanwhile, the person may have turned the device off, or chosen another one, which is opened next.
    if (!this.#wanted || deviceId !== this.#deviceId) return;
    this.#problem = mediaProblem(error);
    this.#wanted = false;
  }

  #useTrack(track: MediaStreamTrack, deviceId: string): void {
    if (this.#closed) {
      track.stop();
      return;
    }
    this.#track = track;
    this.#trackDeviceId = deviceId;
    if (this.#options.whenOff === 'silence') track.enabled = this.#wanted;
    for (const event of ['mute', 'unmute']) {
      track.addEventListener(event, () => {
        if (this.#track === track) this.#options.onChange();
      });
    }
    // The browser doesn't fire `ended` after our own stop().
    track.addEventListener('ended', () => {
      if (this.#track === track) this.#onTrackEnded();
    });
  }

  #onTrackEnded(): void {
    this.#track = null;
    this.#deviceId = ''; // continue with the browser's default device
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

/** `deviceId` is empty for the system's default. */
export function onDevice(constraints: MediaTrackConstraints, deviceId: string): MediaTrackConstraints {
  // `ideal` instead of `exact`: when the remembered device is unplugged, the browser takes another one.
  return deviceId === '' ? constraints : { ...constraints, deviceId: { ideal: deviceId } };
}
