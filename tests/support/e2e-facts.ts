import { expect, type Locator } from '@playwright/test';
import type { Colour } from './e2e-media.js';

// What can be known of a call from outside: the pictures and sounds of its `<video>` elements, and nothing else.

/** Frames shown so far. */
function shownFrames(video: Locator): Promise<number> {
  return video.evaluate((element: HTMLVideoElement) => element.getVideoPlaybackQuality().totalVideoFrames);
}

export async function expectAdvancing(video: Locator): Promise<void> {
  const before = await shownFrames(video);
  await expect
    .poll(() => shownFrames(video), { message: 'the picture advances', intervals: [100, 200, 400] })
    .toBeGreaterThan(before + 5);
}

/** The colour at a place of the picture, from 0 to 1 across and down; null before the first frame. */
export function colourAt(video: Locator, across = 0.5, down = 0.15): Promise<Colour | null> {
  return video.evaluate(
    (element: HTMLVideoElement, [x, y]) => {
      if (element.videoWidth === 0) return null;
      const canvas = document.createElement('canvas');
      canvas.width = element.videoWidth;
      canvas.height = element.videoHeight;
      const context = canvas.getContext('2d');
      if (!context) return null;
      context.drawImage(element, 0, 0);
      const { data } = context.getImageData(
        Math.floor(x * canvas.width),
        Math.floor(y * canvas.height),
        1,
        1,
      );
      return [data[0] ?? 0, data[1] ?? 0, data[2] ?? 0] as [number, number, number];
    },
    [across, down] as const,
  );
}

/** Codecs and colour spaces move a colour by a little; another colour of ours is much further away. */
const TOLERANCE = 35;

export async function expectColour(video: Locator, colour: Colour): Promise<void> {
  await expect
    .poll(async () => difference(await colourAt(video), colour), {
      message: `the picture is rgb(${colour.join(', ')})`,
      intervals: [100, 200, 400],
    })
    .toBeLessThanOrEqual(TOLERANCE);
}

function difference(seen: Colour | null, wanted: Colour): number {
  if (!seen) return 255;
  return Math.max(...wanted.map((value, index) => Math.abs(value - (seen[index] ?? 0))));
}

/** The loudest moment of 200 ms, as a root mean square of 0 to 1; 0 when the element would not play it. */
async function loudness(video: Locator): Promise<number> {
  return video.evaluate(async (element: HTMLVideoElement) => {
    const stream = element.srcObject;
    if (!(stream instanceof MediaStream) || element.muted || element.volume === 0 || element.paused) return 0;
    const tracks = stream.getAudioTracks();
    if (tracks.length === 0) return 0;
    const context = new AudioContext();
    try {
      await context.resume();
      const analyser = context.createAnalyser();
      context.createMediaStreamSource(new MediaStream(tracks)).connect(analyser);
      const samples = new Float32Array(analyser.fftSize);
      let loudest = 0;
      for (let round = 0; round < 10; round++) {
        await new Promise((resolve) => setTimeout(resolve, 20));
        analyser.getFloatTimeDomainData(samples);
        const energy = samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length;
        loudest = Math.max(loudest, Math.sqrt(energy));
      }
      return loudest;
    } finally {
      await context.close();
    }
  });
}

const AUDIBLE = 0.003;

export async function expectSound(video: Locator): Promise<void> {
  await expect
    .poll(() => loudness(video), { message: 'sound arrives', intervals: [50, 100, 200] })
    .toBeGreaterThan(AUDIBLE);
}

/** Nothing is heard for a second, whether the track is silent or gone. */
export async function expectSilence(video: Locator): Promise<void> {
  await expect
    .poll(
      async () => {
        let loudest = 0;
        for (let round = 0; round < 5; round++) loudest = Math.max(loudest, await loudness(video));
        return loudest;
      },
      { message: 'nothing is heard', intervals: [100] },
    )
    .toBeLessThan(AUDIBLE);
}

/** No picture is shown: what is behind it shows through. */
export async function expectNoPicture(tile: Locator): Promise<void> {
  await expect(tile.locator('video')).toHaveCSS('opacity', '0');
}

/** Notes from now on how long the picture stands still. The answer takes the longest time between two frames, in ms. */
export async function watchGaps(video: Locator): Promise<() => Promise<number>> {
  const watch = await video.evaluateHandle((element: HTMLVideoElement) => {
    const state = { longest: 0, last: performance.now() };
    const onFrame = (_now: number, { presentationTime }: VideoFrameCallbackMetadata) => {
      state.longest = Math.max(state.longest, presentationTime - state.last);
      state.last = presentationTime;
      element.requestVideoFrameCallback(onFrame);
    };
    element.requestVideoFrameCallback(onFrame);
    return state;
  });
  return () => watch.evaluate(({ longest, last }) => Math.max(longest, performance.now() - last));
}
