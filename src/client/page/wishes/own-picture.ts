/** Smooth enough to see how one looks. In frames per second. */
const FPS = 10;

export interface OwnPictureOptions {
  /** Called with the stream to show in place of the camera's, and with null for the camera's own. */
  show(stream: MediaStream | null): void;
  onError(error: unknown): void;
}

/**
 * Shows the person's own camera with fewer frames than it delivers, because drawing it costs as much as a picture of somebody
 * else. The slow picture is a second track of the same camera.
 */
export class OwnPicture {
  readonly #options: OwnPictureOptions;
  #camera: MediaStreamTrack | null = null;
  #slow: MediaStreamTrack | null = null;
  /** The changes of the camera that are under way. */
  #changes = 0;

  constructor(options: OwnPictureOptions) {
    this.#options = options;
  }

  /** The camera that it follows. */
  get camera(): MediaStreamTrack | null {
    return this.#camera;
  }

  /** Call it with each change of the camera's track. The slow track must end with it: it would keep the camera on. */
  follow(camera: MediaStreamTrack | null): void {
    if (camera === this.#camera) return;
    this.#camera = camera;
    this.#renew();
  }

  /** Shows the camera itself meanwhile: Chromium does not change the size of a camera that has a second track. */
  async whileCameraChanges(change: () => Promise<void>): Promise<void> {
    this.#changes += 1;
    this.#renew();
    try {
      await change();
    } finally {
      this.#changes -= 1;
      this.#renew();
    }
  }

  close(): void {
    this.#camera = null;
    this.#renew();
  }

  #renew(): void {
    if (this.#slow) {
      this.#slow.stop();
      this.#slow = null;
      this.#options.show(null);
    }
    if (this.#changes === 0 && this.#camera?.readyState === 'live' && canSlowDown())
      void this.#slowDown(this.#camera.clone());
  }

  async #slowDown(track: MediaStreamTrack): Promise<void> {
    this.#slow = track;
    try {
      await track.applyConstraints({ frameRate: { max: FPS } });
    } catch (error) {
      this.#options.onError(error); // it shows every frame, as the camera itself would
    }
    if (this.#slow === track) this.#options.show(new MediaStream([track]));
  }
}

/** Chromium drops the frames of one track only. Safari would slow the camera down for everyone, so it is left alone. */
const canSlowDown = () => 'MediaStreamTrackProcessor' in globalThis;
