/** The fields of a `VideoFrame` that say how it is shown. Chromium has them from version 138 on, TypeScript not yet. */
export interface Orientation {
  /** By how many degrees it is turned clockwise before it is shown: 0, 90, 180 or 270. */
  readonly rotation?: number;
  /** Whether it is shown mirrored. */
  readonly flip?: boolean;
  readonly displayWidth: number;
  readonly displayHeight: number;
}

/** What a receiver needs to turn a picture of WebRTC: the header extension of each packet that says how. */
const TURN_EXTENSION = 'urn:3gpp:video-orientation';

/** The camera of a phone that is held upright delivers pictures that lie on their side. */
export function rotationOf(frame: Orientation): number {
  return frame.rotation ?? 0;
}

/** The size before the picture is turned, which is what an encoder makes. */
export function sizeOf(frame: Orientation): { width: number; height: number } {
  const { displayWidth, displayHeight } = frame;
  return rotationOf(frame) % 180 === 0
    ? { width: displayWidth, height: displayHeight }
    : { width: displayHeight, height: displayWidth };
}

/** Whether the other end turns the pictures of this sender. Firefox does not. */
export function canTurn(sender: Pick<RTCRtpSender, 'getParameters'>): boolean {
  return sender.getParameters().headerExtensions.some(({ uri }) => uri === TURN_EXTENSION);
}
