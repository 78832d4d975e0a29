import type { Locator } from '@playwright/test';
import type { Person } from './support/people.js';
import { expectAdvancing, expectNoPicture } from './support/tile-checks.js';
import { expect, test } from './support/test.js';

/** Remembers the cameras that the page has opened. */
const REMEMBER_CAMERAS = `
  window.cameras = [];
  const { getUserMedia } = MediaDevices.prototype;
  MediaDevices.prototype.getUserMedia = async function (constraints) {
    const stream = await getUserMedia.call(this, constraints);
    window.cameras.push(...stream.getVideoTracks());
    return stream;
  };
  const { clone } = MediaStreamTrack.prototype;
  MediaStreamTrack.prototype.clone = function () {
    const track = clone.call(this);
    if (track.kind === 'video') window.cameras.push(track);
    return track;
  };
`;

/** The frames per second that reach the video of a tile, by their own times: a busy computer may show fewer. */
function rateOf(tile: Locator): Promise<number> {
  return tile.locator('video').evaluate(async (video: HTMLVideoElement) => {
    const times: number[] = [];
    while (times.length < 12) {
      times.push(
        await new Promise<number>((resolve) => {
          video.requestVideoFrameCallback((_, { mediaTime }) => {
            resolve(mediaTime);
          });
        }),
      );
    }
    return (times.length - 1) / ((times.at(-1) ?? 0) - (times[0] ?? 0));
  });
}

test('the own picture has fewer frames while others are there, and its camera goes off with it', async ({
  arrive,
  code,
}) => {
  const [ann, ben] = [await arrive('Ann'), await arrive('Ben')];
  await ann.page.addInitScript({ content: REMEMBER_CAMERAS });
  const running = () =>
    ann.page.evaluate(() => {
      const { cameras } = window as unknown as { cameras: MediaStreamTrack[] };
      return cameras.filter(({ readyState }) => readyState === 'live').length;
    });
  const own = ann.ownTile('camera');
  const rate = () => rateOf(own);
  await ann.join(code);
  await expectAdvancing(own);
  // The times of a copy have another beginning than those of the camera, so a change in between gives no rate.
  const isHalf = async () => {
    const measured = await rate();
    return measured > 11 && measured < 20;
  };
  await expect.poll(isHalf, 'alone, a person looks at nobody else').toBe(true);

  await ben.join(code);
  await expect.poll(rate).toBeLessThan(11);
  await expect.poll(() => rateOf(ben.ownTile('camera')), 'for the last to come too').toBeLessThan(11);
  await expectAdvancing(own);
  await expectAdvancing(ben.tileOf(ann));
  expect(await running()).toBe(1);

  await ann.toggle('Camera');
  await expectNoPicture(own);
  expect(await running()).toBe(0);
  await ann.toggle('Camera');
  await expect.poll(rate).toBeLessThan(11);
  await expectAdvancing(own);

  await ben.leave();
  await expect.poll(rate).toBeGreaterThan(11);
  await expectAdvancing(own);
});

/** Opens the camera in a page, and keeps one frame of it, as a video does until the next one. */
async function keepFrame({ page }: Person, code: string): Promise<void> {
  await page.goto(`/room/${code}`); // a page that may use the camera
  await page.evaluate(async () => {
    const apis = window as unknown as {
      MediaStreamTrackProcessor: new (options: { track: MediaStreamTrack; maxBufferSize: number }) => {
        readable: ReadableStream<VideoFrame>;
      };
    };
    const stream = await navigator.mediaDevices.getUserMedia({ video: { width: 640, height: 360 } });
    const [track] = stream.getVideoTracks();
    if (!track) throw new Error('there is no camera');
    const frames = new apis.MediaStreamTrackProcessor({ track, maxBufferSize: 1 }).readable.getReader();
    const { value } = await frames.read();
    await frames.cancel();
    Object.assign(window, { kept: [stream, value] });
  });
}

// All tabs of a browser share the buffers of a camera. Chromium has three of them.
test('the own picture keeps no buffer of the camera, which other tabs need too', async ({ arrive, code }) => {
  const [ann, ben] = [await arrive('Ann'), await arrive('Ben', { browser: 'no-devices' })];
  const tabs = [await arrive('Cid'), await arrive('Dan')];
  await ann.join(code);
  await ben.join(code);
  const own = ann.ownTile('camera');
  await expect.poll(() => rateOf(own)).toBeLessThan(11);
  for (const tab of tabs) await keepFrame(tab, code);
  await expectAdvancing(own);
  await expectAdvancing(ben.tileOf(ann));
});

/** Remembers how often the page has paused the own picture. */
const REMEMBER_PAUSES = `
  window.ownPauses = 0;
  addEventListener('pause', ({ target }) => {
    if (target.closest('figure[data-self]')) window.ownPauses++;
  }, true);
`;

test('the own picture stands still for a moment when the person joins, and then moves', async ({
  arrive,
  code,
}) => {
  const [ann, ben] = [await arrive('Ann'), await arrive('Ben')];
  await ann.join(code);
  await ben.page.addInitScript({ content: REMEMBER_PAUSES });
  await ben.page.goto(`/room/${code}`);
  await expect(ben.page.locator('.prejoin--picture')).toBeVisible();
  await ben.page.getByRole('button', { name: 'Join now' }).click();
  await expectAdvancing(ben.tileOf(ann));
  await expect.poll(() => ben.page.evaluate('window.ownPauses')).toBe(1);
  await expectAdvancing(ben.ownTile('camera'));
});
