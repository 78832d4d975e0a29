import wrtc from '@roamhq/wrtc';
import { cameraPictures } from './moving-picture.js';
import { BLOCK_SAMPLES, SAMPLE_RATE, speechBlock } from './speech.js';

const { RTCAudioSource, RTCVideoSource } = wrtc.nonstandard;

const PICTURE_MS = 1_000 / 15;
const BLOCK_MS = 10;
/** A process that was held up for longer leaves sound out, as a microphone does. */
const LATE_MAX_MS = 200;

/** The devices of all peers in this process. They share a camera and a voice, because filling each anew costs time. */
export interface Sources {
  camera(): MediaStreamTrack;
  voice(): MediaStreamTrack;
  /** A microphone that is on while nobody talks. */
  silence(): MediaStreamTrack;
  stop(): void;
}

export function startSources(): Sources {
  const camera = new RTCVideoSource();
  const pictures = cameraPictures('320x180');
  const stopCamera = repeat(PICTURE_MS, (count) => {
    const picture = pictures[count % pictures.length];
    // The package wants this kind of array, and its types name another.
    if (picture) camera.onFrame({ ...picture, data: picture.data as unknown as Uint8Array });
  });
  const voice = new RTCAudioSource();
  const silence = new RTCAudioSource();
  const none = new Int16Array(BLOCK_SAMPLES);
  const stopSound = repeat(BLOCK_MS, (count) => {
    for (const [source, samples] of [
      [voice, speechBlock(count * BLOCK_SAMPLES)],
      [silence, none],
    ] as const) {
      source.onData({ samples, sampleRate: SAMPLE_RATE, channelCount: 1, numberOfFrames: BLOCK_SAMPLES });
    }
  });
  return {
    camera: () => camera.createTrack(),
    voice: () => voice.createTrack(),
    silence: () => silence.createTrack(),
    stop() {
      stopCamera();
      stopSound();
    },
  };
}

/** Calls `next` every `ms` on average: after a delay several times in a row. Returns a function that ends it. */
function repeat(ms: number, next: (count: number) => void): () => void {
  let startedAt = performance.now();
  let count = 0;
  const timer = setInterval(() => {
    const late = performance.now() - startedAt - count * ms;
    if (late > LATE_MAX_MS) startedAt += late;
    while (performance.now() - startedAt >= count * ms) next(count++);
  }, ms);
  return () => {
    clearInterval(timer);
  };
}
