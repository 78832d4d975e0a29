import type { Locator } from '@playwright/test';
import { firefoxProblem } from './support/firefox.js';
import type { Person } from './support/people.js';
import { polling } from './support/polling.js';
import { withoutCongestion, withoutCpuStrain } from './support/sent-pictures.js';
import { DUMMY, watchEncoders } from './support/shared-encoder.js';
import { expectAdvancing, watchGaps } from './support/tile-checks.js';
import { expect, test } from './support/test.js';
import { useTurnedCamera } from './support/turned-camera.js';

const PATIENCE = polling(40_000, 200);
/** The longest time in ms for which a picture may stand still while the phone is turned. */
const GAP_MS = 1_000;

/** How the tile shows the camera: upright if it is higher than wide, and with red at its top or at its left. */
function orientation(tile: Locator): Promise<string> {
  return tile.locator('video').evaluate((video: HTMLVideoElement) => {
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [8, 8];
    const pen = canvas.getContext('2d')!;
    if (video.videoWidth === 0) return 'no picture';
    pen.drawImage(video, 0, 0, 8, 8);
    const isRed = (x: number, y: number) => {
      const [red = 0, , blue = 0] = pen.getImageData(x, y, 1, 1).data;
      return red > blue;
    };
    const shape = video.videoHeight > video.videoWidth ? 'upright' : 'lying';
    const corners = [isRed(1, 1), isRed(6, 1), isRed(1, 6)].map((red) => (red ? 'red' : 'blue'));
    return `${shape} ${corners.join(' ')}`;
  });
}

const UPRIGHT = 'upright red red blue';
const LYING = 'lying red blue red';

test('the camera of a phone is encoded once and stands upright for all, also while the phone is turned', async ({
  arrive,
  code,
}) => {
  test.setTimeout(150_000);
  const ann = await arrive('Ann');
  const turn = await useTurnedCamera(ann);
  const { encodedHeights } = await watchEncoders(ann);
  await withoutCpuStrain(ann);
  await withoutCongestion(ann);
  await ann.join(code);
  const receivers: Person[] = [];
  for (const name of ['Ben', 'Cleo']) {
    const person = await arrive(name, { browser: 'no-devices' });
    await person.join(code);
    receivers.push(person);
  }
  /** How many connections have an encoder of their own. */
  const own = async () => (await encodedHeights()).filter((height) => height > DUMMY).length;
  await expect.poll(encodedHeights, PATIENCE).toEqual([DUMMY, DUMMY]);
  for (const viewer of receivers) {
    await expect.poll(() => orientation(viewer.tileOf(ann)), PATIENCE).toBe(UPRIGHT);
    await expectAdvancing(viewer.tileOf(ann));
  }

  const gaps = await Promise.all(receivers.map((viewer) => watchGaps(viewer, ann)));
  for (const [degrees, shown] of [
    [0, LYING],
    [180, 'lying blue red blue'],
    [270, 'upright blue blue red'],
    [90, UPRIGHT],
  ] as const) {
    await turn(degrees);
    for (const viewer of receivers) {
      await expect.poll(() => orientation(viewer.tileOf(ann)), PATIENCE).toBe(shown);
      await expectAdvancing(viewer.tileOf(ann));
    }
    expect(await own()).toBe(0);
  }
  for (const [at, gap] of gaps.entries())
    expect(await gap(), `ms for which the picture of ${receivers[at]?.name ?? ''} stood still`).toBeLessThan(
      GAP_MS,
    );
});

test('Firefox, which turns no pictures, shares the camera of a phone only while nothing must be turned', async ({
  arrive,
  code,
}) => {
  test.skip(firefoxProblem() !== null, firefoxProblem() ?? '');
  test.setTimeout(120_000);
  const ann = await arrive('Ann');
  const turn = await useTurnedCamera(ann);
  const { encodedHeights } = await watchEncoders(ann);
  await withoutCpuStrain(ann);
  await withoutCongestion(ann);
  await ann.join(code);
  const ben = await arrive('Ben', { browser: 'no-devices' });
  const fox = await arrive('Fox', { browser: 'firefox' });
  await turn(0);
  for (const person of [ben, fox]) await person.join(code);
  await fox.toggle('Camera');
  const shared = async () => (await encodedHeights()).filter((height) => height === DUMMY).length;
  await expect.poll(shared, PATIENCE).toBe(2);
  await expect.poll(() => orientation(fox.tileOf(ann)), PATIENCE).toBe(LYING);

  await turn(90);
  await expect.poll(() => orientation(ben.tileOf(ann)), PATIENCE).toBe(UPRIGHT);
  await expect.poll(shared, PATIENCE).toBe(1);
  expect(await orientation(fox.tileOf(ann)), 'the last frame before').toBe(LYING);
  await expectAdvancing(ben.tileOf(ann));
  await turn(0);
  await expect.poll(shared, PATIENCE).toBe(2);
  await expect.poll(() => orientation(ben.tileOf(ann)), PATIENCE).toBe(LYING);
  for (const viewer of [ben, fox]) await expectAdvancing(viewer.tileOf(ann));
});
