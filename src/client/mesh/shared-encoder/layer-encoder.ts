import { encodingFor } from '../sending/encoding.js';
import type { Level } from '../sending/levels.js';
import type { SharedFrame } from './fan-out-peer.js';
import { createFrameGate } from './frame-gate.js';
import { rotationOf, sizeOf } from './orientation.js';

export interface LayerEncoderOptions {
  onFrame(frame: SharedFrame): void;
  onError(error: DOMException): void;
}

/** What a layer has worked. */
export interface LayerWork {
  encodeMs: number;
  encoded: number;
  /** Frames that were left out, because the encoder was busy. */
  left: number;
}

/**
 * VP8 is what browsers negotiate first with each other, and the codec whose loss was measured. Another one must keep this rule
 * of `fan-out-peer.ts`: a dummy that is a key frame waits for the key frame of this encoder. AV1 never recovered without it.
 */
const CODEC = 'vp8';
/** A key frame goes to every receiver of the layer, so one that asks again and again must not cost all of them. */
const KEY_GAP_MS = 300;
/**
 * More frames in the encoder than this are late when they come out. Unlike the browser's own encoder, this one adapts to a busy
 * processor neither by its size nor by its rate. So this file leaves frames out, and the page chooses a smaller level.
 */
const QUEUE_MAX = 3;

/** The settings for frames of this size in this level. The size is even, as the encoder needs it. */
export function configFor(level: Level, frame: { width: number; height: number }): VideoEncoderConfig {
  const { scaleResolutionDownBy: scale = 1, maxBitrate: bitrate = level.bitrate } = encodingFor(
    'camera',
    level,
    frame,
  );
  const even = (length: number) => Math.max(2, Math.round(length / scale / 2) * 2);
  return {
    codec: CODEC,
    width: even(frame.width),
    height: even(frame.height),
    bitrate,
    framerate: level.fps,
    latencyMode: 'realtime',
    // After a change of the rate, Chromium's variable mode misses the new one for good: 66 kbit/s of 150, or 107 of 90.
    bitrateMode: 'constant',
  };
}

/** Encodes the camera in one size, for all connections that show it so. */
export class LayerEncoder {
  readonly #options: LayerEncoderOptions;
  readonly #encoder: VideoEncoder;
  readonly #isDue = createFrameGate();
  readonly #startedAt = new Map<number, number>();
  #level: Level;
  #config: VideoEncoderConfig | null = null;
  #rotation = 0;
  #wantsKey = true;
  #keyAt = -Infinity;
  #work: LayerWork = { encodeMs: 0, encoded: 0, left: 0 };

  constructor(level: Level, options: LayerEncoderOptions) {
    this.#level = level;
    this.#options = options;
    this.#encoder = new VideoEncoder({
      output: (chunk) => {
        this.#onChunk(chunk);
      },
      error: options.onError,
    });
  }

  set level(level: Level) {
    this.#level = level;
  }

  wantKey(): void {
    this.#wantsKey = true;
  }

  /** Encodes a frame if it is due. The caller closes it. */
  encode(frame: VideoFrame): void {
    const { timestamp } = frame;
    if (this.#encoder.state === 'closed' || !this.#isDue(timestamp, this.#level.fps)) return;
    if (this.#encoder.encodeQueueSize >= QUEUE_MAX) {
      this.#work.left += 1;
      return;
    }
    this.#configure(configFor(this.#level, sizeOf(frame)), rotationOf(frame));
    const now = performance.now();
    const keyFrame = this.#wantsKey && now - this.#keyAt > KEY_GAP_MS;
    if (keyFrame) {
      this.#wantsKey = false;
      this.#keyAt = now;
    }
    this.#startedAt.set(timestamp, now);
    this.#encoder.encode(frame, { keyFrame });
  }

  takeWork(): LayerWork {
    const work = this.#work;
    this.#work = { encodeMs: 0, encoded: 0, left: 0 };
    return work;
  }

  close(): void {
    if (this.#encoder.state !== 'closed') this.#encoder.close();
  }

  /** The encoder never changes its size by itself, whatever the camera delivers. */
  #configure(config: VideoEncoderConfig, rotation: number): void {
    const before = this.#config;
    const isTurned = rotation !== this.#rotation;
    if (!isTurned && JSON.stringify(before) === JSON.stringify(config)) return;
    this.#config = config;
    this.#rotation = rotation;
    this.#encoder.configure(config); // the encoder refuses a frame that is turned otherwise than the first one
    if (!isTurned && before?.width === config.width && before.height === config.height) return;
    this.#wantsKey = true; // no receiver can decode the new size without
    this.#keyAt = -Infinity;
  }

  #onChunk(chunk: EncodedVideoChunk): void {
    const { timestamp, byteLength } = chunk;
    const data = new ArrayBuffer(byteLength);
    chunk.copyTo(data);
    const startedAt = this.#startedAt.get(timestamp);
    // The encoder may leave frames out, so the times of earlier ones go too.
    for (const earlier of this.#startedAt.keys()) if (earlier <= timestamp) this.#startedAt.delete(earlier);
    this.#work.encoded += 1;
    if (startedAt !== undefined) this.#work.encodeMs += performance.now() - startedAt;
    this.#options.onFrame({ data, isKey: chunk.type === 'key', timestamp, rotation: this.#rotation });
  }
}
