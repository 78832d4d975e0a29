import { cameraClip } from '../../bench/camera-clip.mjs';
import { expectTogether, lookForSomeone } from './support/random-people.js';
import { setHidden, startHeights, watchSentCamera } from './support/sent-pictures.js';
import { expectAdvancing, frames } from './support/tile-checks.js';
import { expect, test } from './support/test.js';

const LARGE = { width: 1_280, height: 720 };
const SMALL = { width: 400, height: 640 };
/** It takes about 0.2 s. */
const SOON = { timeout: 1_000, intervals: [50] };

test('the picture of a random meeting starts small, and is sent in the size in which it is shown', async ({
  arrive,
  startBuiltServer,
}) => {
  const server = await startBuiltServer();
  const arrival = { server, camera: { clip: cameraClip('640x360') } };
  const [ann, ben] = [await arrive('Ann', arrival), await arrive('Ben', arrival)];
  await ann.page.setViewportSize(LARGE);
  const sentByBen = await watchSentCamera(ben);
  const sent = async () => (await sentByBen())[0];
  await lookForSomeone(ann, 'Video');
  await lookForSomeone(ben, 'Video');
  await expectTogether(ann, ben);
  const theirs = ann.page.locator('.random__partner');
  await expect.poll(sent, { timeout: 5_000 }).toMatchObject({ active: true, height: 360 });
  expect(await startHeights(ben)).toEqual([180]);
  await expectAdvancing(theirs);

  await ann.page.setViewportSize(SMALL);
  await expect.poll(sent, SOON).toMatchObject({ active: true, height: 270 });
  await expectAdvancing(theirs);

  await setHidden(ann, true);
  await expect.poll(sent, SOON).toMatchObject({ active: false });
  const shown = await frames(theirs);
  await ann.page.waitForTimeout(1_000);
  expect(await frames(theirs)).toBe(shown);

  await setHidden(ann, false);
  await expect.poll(sent, SOON).toMatchObject({ active: true, height: 270 });
  await expectAdvancing(theirs);

  // The next pair has another connection, which hears the same wishes.
  await ann.page.getByRole('button', { name: 'Leave' }).click();
  await ann.page.getByRole('button', { name: 'Start' }).click();
  await expectTogether(ann, ben);
  await expect
    .poll(async () => (await sentByBen()).at(-1), { timeout: 5_000 })
    .toMatchObject({ height: 270 });
  await expectAdvancing(theirs);
});
