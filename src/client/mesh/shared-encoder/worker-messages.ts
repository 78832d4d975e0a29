import type { Level } from '../sending/levels.js';

/** What the page tells the worker. The sender of each connection has a number that the page never uses again. */
export type ToWorker =
  /** The track that makes the sender of a connection send, and whether the other end turns pictures that lie. */
  | { type: 'dummies'; id: number; dummies: WritableStream<VideoFrame>; canTurn: boolean }
  | { type: 'gone'; id: number }
  /** What to encode from now on, and the height of the layer of each connection that gets one. */
  | { type: 'plan'; layers: readonly Level[]; layerOf: readonly (readonly [id: number, height: number])[] }
  /** The frames of the camera, which replace those of the one before; null for none. */
  | { type: 'camera'; frames: ReadableStream<VideoFrame> | null }
  | { type: 'measure' };

/** What the worker tells the page. */
export type FromWorker =
  /** The worker passes frames on. */
  | { type: 'ready' }
  /** The worker cannot encode this camera. It still passes on what the browser's own encoders make. */
  | { type: 'unable'; reason: string }
  /** Whether the receivers have to turn the pictures of the camera. False until the worker says otherwise. */
  | { type: 'turned'; isTurned: boolean }
  /** The work since the last question. */
  | { type: 'measured'; encodeMs: number; encoded: number; left: number };

/** The options of the transform of a sender. */
export interface TransformOptions {
  readonly id: number;
}
