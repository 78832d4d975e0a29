import {
  createTrackGenerator,
  framesOf,
  type TrackGenerator,
} from '../../mesh/shared-encoder/browser-apis.js';
import { createFrameGate } from '../../mesh/shared-encoder/frame-gate.js';
import { createFrameCopier } from './copy-frame.js';

/** Smooth enough to see how one looks. In frames per second. */
const FPS = 10;
/** Alone, a person looks at nobody else. */
const FPS_ALONE = 15;

export interface OwnPictureOptions {
  /** Called with the stream to show in place of the camera's, and with null for the camera's own. */
  show(stream: MediaStream | null): void;
  onError(error: unknown): void;
}

interface SlowPicture {
  readonly track: TrackGenerator;
  readonly frames: ReadableStreamDefaultReader<VideoFrame>;
}

/**
 * Shows the person's own camera with fewer frames than it delivers, because drawing it costs as much as a picture of somebody
 * else. It shows copies: a video keeps its frame until the next one, and Chromium has only three buffers for a camera. When the
 * pages of three tabs kept a frame each, the camera stood still for all of them, for good.
 */
export class OwnPicture {
  /** Whether the person sees nobody else. */
  isAlone = false;
  readonly #options: OwnPictureOptions;
  #camera: MediaStreamTrack | null = null;
  #slow: SlowPicture | null = null;
  /** In ms on the page's clock. */
  #stillUntil = 0;

  constructor(options: OwnPictureOptions) {
    this.#options = options;
  }

  /** Call it with each change of the camera's track. */
  follow(camera: MediaStreamTrack | null): void {
    if (camera === this.#camera) return;
    this.#camera = camera;
    this.#stop();
    if (camera?.readyState === 'live' && canCopy()) this.#start(camera);
  }

  /** Leaves frames out for so many ms, because drawing them would delay something more urgent. */
  standStill(ms: number): void {
    this.#stillUntil = performance.now() + ms;
  }

  close(): void {
    this.follow(null);
  }

  #start(camera: MediaStreamTrack): void {
    const slow = { track: createTrackGenerator(), frames: framesOf(camera, 1).getReader() };
    this.#slow = slow;
    this.#copy(slow).catch((error: unknown) => {
      if (this.#slow !== slow) return;
      this.#stop(); // the camera itself shows every frame
      this.#options.onError(error);
    });
  }

  #stop(): void {
    if (!this.#slow) return;
    const { track, frames } = this.#slow;
    this.#slow = null;
    frames.cancel().catch(() => undefined); // the camera has ended already
    track.stop();
    this.#options.show(null);
  }

  async #copy(slow: SlowPicture): Promise<void> {
    const isDue = createFrameGate();
    const copyFrame = createFrameCopier();
    const copies = slow.track.writable.getWriter();
    let isShown = false;
    for (;;) {
      const { value: frame, done } = await slow.frames.read();
      if (done) return;
      try {
        if (performance.now() < this.#stillUntil) continue;
        if (!isDue(frame.timestamp, this.isAlone ? FPS_ALONE : FPS)) continue;
        const copy = await copyFrame(frame);
        if (this.#slow !== slow) {
          copy.close();
          return;
        }
        await copies.write(copy);
      } finally {
        frame.close();
      }
      if (isShown) continue;
      isShown = true;
      this.#options.show(new MediaStream([slow.track]));
    }
  }
}

const canCopy = () => 'MediaStreamTrackProcessor' in globalThis && 'MediaStreamTrackGenerator' in globalThis;
