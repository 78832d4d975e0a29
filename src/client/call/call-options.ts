import type { LocalMedia, LocalMediaOptions } from '../devices/local-media.js';
import type { MediaEngine, MediaEngineEvents } from '../mesh/media-engine.js';
import type { Signalling, SignallingEvents } from './signalling.js';

export interface CallOptions {
  code: string;
  userId: string;
  tabId: string;
  createMedia(events: Pick<LocalMediaOptions, 'onChange' | 'onTrack' | 'onLost'>): LocalMedia;
  createEngine(events: MediaEngineEvents): MediaEngine;
  createSignalling(events: SignallingEvents): Signalling;
  /** Called with unexpected errors, which the page doesn't show. */
  onError(error: unknown): void;
}

/** What a person enters before a join: the name of a guest, the passcode of the meeting, and whether other pages leave. */
export interface Entry {
  name?: string | undefined;
  passcode?: string | undefined;
  move?: boolean | undefined;
}
