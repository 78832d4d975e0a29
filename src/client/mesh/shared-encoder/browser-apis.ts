/** What this folder uses of browsers and TypeScript does not know yet. Chromium alone has all of it. */

/** Reads the frames of a track. */
interface TrackProcessor {
  readonly readable: ReadableStream<VideoFrame>;
}

/** A track of the frames that are written into it. */
export interface TrackGenerator extends MediaStreamTrack {
  readonly writable: WritableStream<VideoFrame>;
}

interface NewApis {
  MediaStreamTrackProcessor?: new (options: {
    track: MediaStreamTrack;
    maxBufferSize: number;
  }) => TrackProcessor;
  MediaStreamTrackGenerator?: new (options: { kind: 'video' }) => TrackGenerator;
  RTCRtpScriptTransform?: unknown;
  VideoEncoder?: unknown;
}

const apis = globalThis as NewApis;

/** False in Firefox, in Safari, and in Chromium before 141. There, each connection has an encoder of its own. */
export function canShareEncoder(): boolean {
  return [
    ...[apis.MediaStreamTrackProcessor, apis.MediaStreamTrackGenerator],
    ...[apis.RTCRtpScriptTransform, apis.VideoEncoder],
  ].every((api) => typeof api === 'function');
}

/** The frames of a track, of which the browser keeps the two newest. */
export function framesOf(track: MediaStreamTrack): ReadableStream<VideoFrame> {
  if (!apis.MediaStreamTrackProcessor) throw new Error('This browser cannot read the frames of a track');
  return new apis.MediaStreamTrackProcessor({ track, maxBufferSize: 2 }).readable;
}

export function createTrackGenerator(): TrackGenerator {
  if (!apis.MediaStreamTrackGenerator) throw new Error('This browser cannot make a track of frames');
  // A canvas can make one too, but stops while the main thread is busy, and costs up to a quarter more.
  return new apis.MediaStreamTrackGenerator({ kind: 'video' });
}
