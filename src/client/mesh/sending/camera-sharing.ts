import type { Encoding } from './encoding.js';
import type { Level } from './levels.js';
import type { PictureLink } from './picture-link.js';

/** The camera as one connection should send it. */
export interface CameraPicture {
  readonly link: PictureLink;
  /** Null if this connection sends no camera at present. */
  readonly level: Level | null;
  /** What all pictures of the connection may use, in bits per second. */
  readonly granted: number;
  /** Whether the connection has grown to everything that is asked for. */
  readonly isSettled: boolean;
}

/** What a shared encoder has worked since the last question. */
export interface SharedEffort {
  readonly encodeSeconds: number;
  /** Whether frames were left out, because the encoder was busy. */
  readonly isLimited: boolean;
}

/** The parameters of a sender that carries the frames of a shared encoder. */
export type SharedEncoding = Omit<Encoding, 'codec'>;

/** Encodes the camera once for several connections. The control of the pictures works the same without. */
export interface CameraSharing {
  /**
   * Decides which connections the shared encoder serves from now on. Returns the parameters of their senders; all other
   * connections have an encoder of their own, as without sharing.
   */
  assign(pictures: readonly CameraPicture[]): ReadonlyMap<PictureLink['peer'], SharedEncoding>;
  /** By how much the browser's own encoder of a connection may send more, so that the estimate of its path can grow. */
  growthOf(peer: PictureLink['peer']): number;
  /** The statistics that it has read within the last half second; null if there are none. */
  recentStats(peer: PictureLink['peer']): Promise<RTCStatsReport> | null;
  takeEffort(): SharedEffort;
  close(): void;
}
