import type { IceRenewal } from '../../call/ice-renewal.js';
import type { Signalling, SignallingEvents } from '../../call/signalling.js';
import type { LocalMedia, LocalMediaOptions } from '../../devices/local-media.js';
import type { MediaEngine, MediaEngineEvents } from '../../mesh/media-engine.js';
import type { Match } from '../../../shared/random-protocol.js';

export type Media = Pick<LocalMedia, 'open' | 'setMic' | 'setCamera' | 'close' | 'state'>;
export type Socket = Pick<
  Signalling,
  'connect' | 'on' | 'request' | 'sendWithoutReply' | 'reconnect' | 'close'
>;

/** What random meetings are made of, so that a test can replace it. */
export interface RandomMeetingsOptions {
  /** A random secret of this page. */
  readonly tabId: string;
  createMedia(events: Pick<LocalMediaOptions, 'onChange' | 'onTrack' | 'onLost'>): Media;
  createEngine(events: MediaEngineEvents): MediaEngine;
  createSignalling(events: SignallingEvents): Socket;
  createIceRenewal(signalling: Socket, apply: (iceServers: Match['iceServers']) => void): IceRenewal;
  createKey(): string;
  onError(error: unknown): void;
}
