import type { Encoding } from './encoding.js';
import type { Level } from './levels.js';
import type { PairMeasurement } from './pair-limit.js';
import type { PictureLink } from './picture-link.js';

/** The camera as one connection should send it. */
export interface CameraPicture {
  readonly link: PictureLink;
  /** Null if this connection sends no camera at present. */
  readonly level: Level | null;
  /** Whether the connection has grown to everything that is asked for, and its path has carried it. */
  readonly isSettled: boolean;
}

/** What a shared encoder has worked since the last question. */
export interface SharedEffort {
  readonly encodeSeconds: number;
  /** Whether frames were left out, because the encoder was busy. */
  readonly isLimited: boolean;
}

/** Encodes the camera once for several connections. The control of the pictures works the same without. */
export interface CameraSharing {
  /**
   * Decides which connections the shared encoder serves from now on. Returns the parameters of their senders; all other
   * connections have an encoder of their own, as without sharing.
   */
  assign(pictures: readonly CameraPicture[]): ReadonlyMap<PictureLink['peer'], Encoding>;
  /** Takes what a connection has measured. */
  measured(peer: PictureLink['peer'], measurement: PairMeasurement): void;
  takeEffort(): SharedEffort;
  close(): void;
}
