import { expectAdvancing, expectNoPicture } from './support/tile-checks.js';
import { expect, test } from './support/test.js';

/** Counts the second tracks that keep a camera on. */
const COUNT_CLONES = `
  window.clones = [];
  const { clone } = MediaStreamTrack.prototype;
  MediaStreamTrack.prototype.clone = function () {
    const track = clone.call(this);
    window.clones.push(track);
    return track;
  };
`;

test('the own picture has fewer frames while others are there, and its camera goes off with it', async ({
  arrive,
  code,
}) => {
  const [ann, ben] = [await arrive('Ann'), await arrive('Ben')];
  await ann.page.addInitScript({ content: COUNT_CLONES });
  const running = () =>
    ann.page.evaluate(() => {
      const { clones } = window as unknown as { clones: MediaStreamTrack[] };
      return clones.filter(({ readyState }) => readyState === 'live').length;
    });
  const own = ann.ownTile('camera');
  const rate = () =>
    own.locator('video').evaluate((video: HTMLVideoElement) => {
      const [track] = (video.srcObject as MediaStream).getVideoTracks();
      return track?.getSettings().frameRate ?? 0;
    });
  await ann.join(code);
  await expectAdvancing(own);
  expect(await rate(), 'alone, a person looks at nobody else').toBeGreaterThan(10);

  await ben.join(code);
  await expect.poll(rate).toBe(10);
  await expectAdvancing(own);
  await expectAdvancing(ben.tileOf(ann));
  expect(await running()).toBe(1);

  await ann.toggle('Camera');
  await expectNoPicture(own);
  expect(await running()).toBe(0);
  await ann.toggle('Camera');
  await expect.poll(rate).toBe(10);
  await expectAdvancing(own);

  await ben.leave();
  await expect.poll(rate).toBeGreaterThan(10);
  await expectAdvancing(own);
});
