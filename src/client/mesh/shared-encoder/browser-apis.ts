/** What this folder uses of Chromium and TypeScript does not know yet. */

/** Reads the frames of a track. */
interface TrackProcessor {
  readonly readable: ReadableStream<VideoFrame>;
}

/** A track of the frames that are written into it. */
export interface TrackGenerator extends MediaStreamTrack {
  readonly writable: WritableStream<VideoFrame>;
}

interface NewApis {
  MediaStreamTrackProcessor: new (options: {
    track: MediaStreamTrack;
    maxBufferSize: number;
  }) => TrackProcessor;
  MediaStreamTrackGenerator: new (options: { kind: 'video' }) => TrackGenerator;
}

const apis = globalThis as unknown as NewApis;

/** The frames of a track. While nobody reads, the browser keeps this many of the newest. */
export function framesOf(track: MediaStreamTrack, maxBufferSize: number): ReadableStream<VideoFrame> {
  return new apis.MediaStreamTrackProcessor({ track, maxBufferSize }).readable;
}

/** A canvas can make such a track too, but it stops while the main thread is busy, and costs up to a quarter more. */
export function createTrackGenerator(): TrackGenerator {
  return new apis.MediaStreamTrackGenerator({ kind: 'video' });
}
