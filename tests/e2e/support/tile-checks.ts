import { expect, type Locator } from '@playwright/test';
import { CAMERA_COLOURS, type CameraColour, type Colour } from './media.js';
import { watchPauses, withoutPauses, type Span } from './pauses.js';
import type { Person } from './people.js';
import { polling } from './polling.js';

// Checks of pictures and sound. They read the <video> of a tile only, because it shows what a person sees.

const CAMERA_TOLERANCE = 10;
/** Tab capture changes the colours slightly. */
const TAB_TOLERANCE = 40;
/** Root mean square of samples from -1 to 1: well below the test tone, well above silence. */
const AUDIBLE = 0.01;
const SILENT = 0.0005;
/** A picture that shows nothing new for so long stands still. */
const STILL_MS = 1_000;
const PATIENCE = polling(20_000, 100, 200, 300);

/** The tile shows at least five more frames. */
export async function expectAdvancing(tile: Locator): Promise<void> {
  const first = await frames(tile);
  await expect
    .poll(async () => (await frames(tile)) - first, {
      ...PATIENCE,
      message: `frames shown in ${String(tile)}`,
    })
    .toBeGreaterThan(4);
}

/** The tile shows a camera of this colour, and its frames advance. */
export async function expectCamera(tile: Locator, colour: CameraColour = 'blue'): Promise<void> {
  await expectPicture(tile, CAMERA_COLOURS[colour], CAMERA_TOLERANCE);
  await expectAdvancing(tile);
}

/** The tile shows a shared tab of this colour. */
export async function expectSharedTab(tile: Locator, colour: Colour): Promise<void> {
  await expectPicture(tile, colour, TAB_TOLERANCE);
}

async function expectPicture(tile: Locator, colour: Colour, tolerance: number): Promise<void> {
  await expect(tile).toHaveCount(1);
  await expect
    .poll(async () => distance(await upperColour(tile), colour), {
      ...PATIENCE,
      message: `how far the picture of ${String(tile)} is from ${colour.join()}`,
    })
    .toBeLessThanOrEqual(tolerance);
  await expect(tile.locator('video')).toHaveCSS('opacity', '1');
}

/** The camera tile shows the person’s initials instead of a picture. */
export async function expectNoPicture(tile: Locator): Promise<void> {
  await expect(tile).toHaveCount(1);
  await expect(tile.locator('video')).toHaveCSS('opacity', '0');
  await expect(tile.locator('.tile__initials')).toBeVisible();
}

export async function expectSound(tile: Locator): Promise<void> {
  await expect(tile).toHaveCount(1);
  await expect
    .poll(() => loudness(tile), { ...PATIENCE, message: `loudness of ${String(tile)}` })
    .toBeGreaterThan(AUDIBLE);
}

export async function expectSilence(tile: Locator): Promise<void> {
  await expect(tile).toHaveCount(1);
  await expect
    .poll(() => loudness(tile), { ...PATIENCE, message: `loudness of ${String(tile)}` })
    .toBeLessThan(SILENT);
}

/** Resolves with the number of frames that the tile has shown. In Firefox, it counts from the first call. */
export async function frames(tile: Locator): Promise<number> {
  return tile.locator('video').evaluate((video: HTMLVideoElement & { counted?: number }) => {
    const { totalVideoFrames } = video.getVideoPlaybackQuality();
    // Firefox counts no frames of a live picture.
    if (totalVideoFrames > 0 || !('requestVideoFrameCallback' in video)) return totalVideoFrames;
    if (video.counted === undefined) {
      video.counted = 0;
      const count = () => {
        video.counted = (video.counted ?? 0) + 1;
        video.requestVideoFrameCallback(count);
      };
      video.requestVideoFrameCallback(count);
    }
    return video.counted;
  });
}

/** Resolves with the mean colour of the upper fifth of the picture, or null if there is no picture. */
async function upperColour(tile: Locator): Promise<Colour | null> {
  return tile.locator('video').evaluate((video: HTMLVideoElement): [number, number, number] | null => {
    const { videoWidth: width, videoHeight: height } = video;
    if (width === 0 || height === 0) return null;
    const canvas = document.createElement('canvas');
    canvas.width = canvas.height = 16;
    const pen = canvas.getContext('2d');
    if (!pen) return null;
    pen.drawImage(video, 0, 0, width, height / 5, 0, 0, 16, 16);
    const { data } = pen.getImageData(0, 0, 16, 16);
    const sums: [number, number, number] = [0, 0, 0];
    for (let at = 0; at < data.length; at += 4) {
      sums[0] += data[at] ?? 0;
      sums[1] += data[at + 1] ?? 0;
      sums[2] += data[at + 2] ?? 0;
    }
    return [sums[0] / 256, sums[1] / 256, sums[2] / 256];
  });
}

function distance(seen: Colour | null, wanted: Colour): number {
  if (!seen) return Infinity;
  return Math.max(...wanted.map((value, index) => Math.abs(value - (seen[index] ?? 0))));
}

/** Resolves with the highest loudness within half a second as a root mean square, 0 without sound. */
async function loudness(tile: Locator): Promise<number> {
  return tile.locator('video').evaluate(async (video: HTMLVideoElement) => {
    const [track] = video.srcObject instanceof MediaStream ? video.srcObject.getAudioTracks() : [];
    if (!track || video.muted || video.paused || video.volume === 0) return 0;
    const context = new AudioContext();
    const analyser = context.createAnalyser();
    context.createMediaStreamSource(new MediaStream([track])).connect(analyser);
    const samples = new Float32Array(analyser.fftSize);
    let loudest = 0;
    for (let round = 0; round < 10; round++) {
      await new Promise((done) => setTimeout(done, 50));
      analyser.getFloatTimeDomainData(samples);
      let sum = 0;
      for (const sample of samples) sum += sample * sample;
      loudest = Math.max(loudest, Math.sqrt(sum / samples.length));
    }
    await context.close();
    return loudest;
  });
}

/** The tile shows no frame for a whole second. A few frames may still be on their way. */
export async function expectStill(tile: Locator): Promise<void> {
  await expect
    .poll(
      async () => {
        const before = await frames(tile);
        await tile.page().waitForTimeout(STILL_MS);
        return (await frames(tile)) - before;
      },
      { timeout: 5_000, intervals: [0], message: `frames in ${String(STILL_MS)} ms of ${String(tile)}` },
    )
    .toBe(0);
}

/** Shorter spans between two frames are not worth remembering. */
const GAP_MIN_MS = 150;

/**
 * Measures from now on how long the picture that `viewer` sees of `shown` stands still. The returned function gives the longest
 * time in ms. The time in which the scripts of one of the two pages did not run does not count. Pictures do not pass through them, so
 * a page that keeps itself busy stops no picture, only this measurement; and a machine that stands still stops all of them.
 */
export async function watchGaps(viewer: Person, shown: Person): Promise<() => Promise<number>> {
  const pauses = await Promise.all([viewer, shown].map(({ page }) => watchPauses(page)));
  const video = viewer.tileOf(shown).locator('video');
  const watch = await video.evaluateHandle((element: HTMLVideoElement, shortest) => {
    const state = { gaps: [] as Span[], last: Date.now() };
    const note: VideoFrameRequestCallback = (_now, { presentationTime }) => {
      const at = Date.now() - performance.now() + presentationTime;
      if (at - state.last > shortest) state.gaps.push([state.last, at]);
      state.last = at;
      element.requestVideoFrameCallback(note);
    };
    element.requestVideoFrameCallback(note);
    return state;
  }, GAP_MIN_MS);
  return async () => {
    const gaps = await watch.evaluate(({ gaps: all, last }): Span[] => [...all, [last, Date.now()]]);
    const all = (await Promise.all(pauses.map((read) => read()))).flat();
    return Math.max(...gaps.map((gap) => withoutPauses(gap, all)));
  };
}
