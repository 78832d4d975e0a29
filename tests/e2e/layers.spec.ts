import type { Locator } from '@playwright/test';
import { cameraClip } from '../../bench/camera-clip.mjs';
import { watchPauses, withoutPauses, type Span } from './support/pauses.js';
import type { Person } from './support/people.js';
import { polling } from './support/polling.js';
import { setHidden, withoutCongestion, withoutCpuStrain } from './support/sent-pictures.js';
import { DUMMY, receivedWidth, watchEncoders } from './support/shared-encoder.js';
import { expectAdvancing, expectStill, watchGaps } from './support/tile-checks.js';
import { expect, test } from './support/test.js';
import { watchWorkerEncoders } from './support/worker-encoders.js';

/** The estimates of six paths grow within a few seconds, and more slowly on a busy machine. */
const PATIENCE = polling(30_000, 200);
/** The longest time in ms for which a picture may stand still when its layer changes. */
const GAP_MS = 1_000;
/** The time in which a pinned person has to be large, and an unpinned one small. It takes about 0.4 s. */
const SOON_MS = 1_000;
const LARGE = { width: 1_280, height: 720 };
const SMALL = { width: 460, height: 400 };

/** Shows the other person in the largest tile, or among the others again. */
async function togglePin(viewer: Person, other: Person): Promise<void> {
  await viewer.tileOf(other).getByRole('button', { name: /^Pin / }).focus();
  await viewer.page.keyboard.press('Space');
}

/** Resolves to the time from the click that `change` makes in the page until the tile shows frames of this width. */
async function untilWidth(tile: Locator, width: number, change: () => Promise<void>): Promise<Span> {
  const watch = await tile.locator('video').evaluateHandle((video: HTMLVideoElement, wanted) => {
    const clicked = new Promise<number>((resolve) => {
      const listener = () => {
        resolve(Date.now());
      };
      document.addEventListener('click', listener, { once: true, capture: true });
    });
    const done = clicked.then(
      (from) =>
        new Promise<Span>((resolve) => {
          const look = () => {
            if (video.videoWidth === wanted) resolve([from, Date.now()]);
            else requestAnimationFrame(look);
          };
          look();
        }),
    );
    return { done };
  }, width);
  await change();
  return watch.evaluate(({ done }) => done);
}

test('six receivers who show a person in three sizes cost three encoders, and no picture freezes when one of them changes its size', async ({
  arrive,
  code,
}) => {
  test.setTimeout(120_000);
  const ann = await arrive('Ann', { camera: { clip: cameraClip('640x360') } });
  const workerEncoders = watchWorkerEncoders(ann);
  const { encodedHeights, measurements } = await watchEncoders(ann);
  await withoutCpuStrain(ann);
  await withoutCongestion(ann);
  await ann.join(code);
  const receivers: Person[] = [];
  for (const name of ['Ben', 'Cleo', 'Dan', 'Eve', 'Fay', 'Gus']) {
    const person = await arrive(name, { browser: 'no-devices' }); // only Ann’s computer has to encode
    await person.page.setViewportSize(LARGE);
    await person.join(code);
    receivers.push(person);
  }
  const [ben, cleo, dan, , fay, gus] = receivers as [Person, Person, Person, Person, Person, Person];
  const layers = async () => (await workerEncoders()).map(({ height }) => height);
  /** How many connections have an encoder of their own. */
  const own = async () => (await encodedHeights()).filter((height) => height > DUMMY).length;
  const widths = () => Promise.all(receivers.map((each) => receivedWidth(each.tileOf(ann))));
  /** The page has judged all paths by what they carry now. A connection changes its layer before. */
  const judged = async () => {
    const before = await measurements();
    await expect.poll(measurements, PATIENCE).toBeGreaterThan(before + 2);
  };

  // The tiles have 270 lines, but six pictures of that size would need too much of Ann’s uplink.
  await expect.poll(layers, PATIENCE).toEqual([180]);
  await expect.poll(own, PATIENCE).toBe(0);
  await expect.poll(widths, PATIENCE).toEqual([320, 320, 320, 320, 320, 320]);

  const gaps = await Promise.all(receivers.map((each) => watchGaps(each, ann)));
  for (const { page } of [fay, gus]) await page.setViewportSize(SMALL);
  for (const viewer of [ben, dan]) await togglePin(viewer, ann);
  await expect.poll(widths, PATIENCE).toEqual([640, 480, 640, 480, 160, 160]);
  // A path that has carried 180 lines so far may have to prove, with its own encoder, that it carries 360.
  await judged();
  await expect.poll(own, PATIENCE).toBe(0);
  for (const viewer of [dan, cleo]) await togglePin(viewer, ann);
  await judged();
  await expect.poll(own, PATIENCE).toBe(0);
  await expect.poll(widths, PATIENCE).toEqual([640, 640, 480, 480, 160, 160]);
  expect(await layers()).toEqual([360, 270, 90]);

  const pauses = await Promise.all([ann, dan].map(({ page }) => watchPauses(page)));
  const spans: Span[] = [];
  for (const wide of [640, 480, 640, 480, 640, 480]) {
    // Dan moves one layer up, or down again.
    spans.push(await untilWidth(dan.tileOf(ann), wide, () => togglePin(dan, ann)));
    expect(await widths()).toEqual([640, 640, wide, 480, 160, 160]);
    expect(await layers()).toEqual([360, 270, 90]);
    expect(await own()).toBe(0);
  }
  const held = (await Promise.all(pauses.map((read) => read()))).flat();
  const times = spans.map((span) => withoutPauses(span, held)).sort((a, b) => a - b);
  expect(times[3], 'ms from the key to the new size on the screen').toBeLessThan(SOON_MS);
  for (const [at, viewer] of receivers.entries()) {
    await expectAdvancing(viewer.tileOf(ann));
    expect(await gaps[at]?.(), `ms for which the picture of ${viewer.name} stood still`).toBeLessThan(GAP_MS);
  }

  await setHidden(gus, true);
  await expectStill(gus.tileOf(ann));
  await expectAdvancing(fay.tileOf(ann));
  await setHidden(gus, false);
  await expectAdvancing(gus.tileOf(ann));
  expect(await layers()).toEqual([360, 270, 90]);
});
