import type { PictureSource, Wish } from './wishes.js';

/** One connection over which pictures leave this page, as the control of the pictures sees it. */
export interface PictureLink {
  readonly participantId: string;
  /** The connection. A repaired pair has another one. */
  readonly peer: {
    senderOf(slot: PictureSource | 'mic' | 'screenAudio'): RTCRtpSender | null;
    getStats(): Promise<RTCStatsReport>;
    /** What arrives from the other end. */
    readonly remote: Readonly<Record<PictureSource, MediaStream>>;
  };
  /** What the other page has asked for last. A picture about which it has said nothing is missing. */
  readonly wishes: ReadonlyMap<PictureSource, Wish | null>;
}
