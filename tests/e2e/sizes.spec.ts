import { cameraClip } from '../../bench/camera-clip.mjs';
import { setHidden, takeChanges, watchSentCamera } from './support/sent-pictures.js';
import { expectAdvancing, expectNoPicture, expectSound, frames } from './support/tile-checks.js';
import { expect, test } from './support/test.js';

/** It takes about 0.2 s, and longer while the machine is busy with other tests. */
const SOON = { timeout: 2_500, intervals: [50] };
/** The cameras of the other tests are too small to be sent in several sizes. */
const CAMERA = { camera: { clip: cameraClip('640x360') } };
const LARGE = { width: 1_280, height: 720 };
const SMALL = { width: 460, height: 400 };

test('a picture is sent in the size in which it is shown, and not at all to a hidden page', async ({
  arrive,
  code,
}) => {
  const [ann, ben] = [await arrive('Ann', CAMERA), await arrive('Ben', CAMERA)];
  await ann.page.setViewportSize(LARGE);
  await ben.page.setViewportSize(LARGE);
  const sentByBen = await watchSentCamera(ben);
  await ann.join(code);
  await ben.join(code);
  const sent = async () => (await sentByBen())[0];
  await expect.poll(sent).toBeDefined();
  expect((await takeChanges(ben))[0], 'a connection starts small').toMatchObject({
    active: true,
    height: 180,
  });
  await expect.poll(sent, { timeout: 3_000 }).toMatchObject({ active: true, height: 360 });
  await expectAdvancing(ann.tileOf(ben));

  await ann.page.setViewportSize(SMALL);
  await expect.poll(sent, SOON).toMatchObject({ active: true, height: 270, maxFramerate: 20 });
  await expectAdvancing(ann.tileOf(ben));

  await setHidden(ann, true);
  await expect.poll(sent, SOON).toMatchObject({ active: false });
  await expectSound(ann.tileOf(ben));
  const shown = await frames(ann.tileOf(ben));
  await ann.page.waitForTimeout(1_000);
  expect(await frames(ann.tileOf(ben))).toBe(shown);

  await ann.page.setViewportSize(LARGE);
  await setHidden(ann, false);
  await expect.poll(sent, SOON).toMatchObject({ active: true, height: 360 });
  await expect.poll(() => frames(ann.tileOf(ben)), SOON).toBeGreaterThan(shown);
  await expectAdvancing(ann.tileOf(ben));
});

test('sound only asks for no pictures, and save data for small ones; both are remembered', async ({
  arrive,
  code,
}) => {
  const [ann, ben] = [await arrive('Ann', CAMERA), await arrive('Ben', CAMERA)];
  const sentByAnn = await watchSentCamera(ann);
  const sentByBen = await watchSentCamera(ben);
  await ann.join(code);
  await ben.join(code);
  await expect.poll(sentByBen).toMatchObject([{ active: true, height: 360 }]);

  await ann.toolbar.getByRole('button', { name: 'Settings' }).click();
  await ann.page.getByRole('checkbox', { name: 'Save data' }).check();
  const small = [{ active: true, height: 180, maxFramerate: 15 }];
  await expect.poll(sentByBen, SOON).toMatchObject(small);
  await expect.poll(sentByAnn, SOON).toMatchObject(small);
  await expectAdvancing(ann.tileOf(ben));

  await ann.page.getByRole('checkbox', { name: 'Sound only' }).check();
  await expect.poll(sentByBen, SOON).toMatchObject([{ active: false }]);
  await ann.page.getByRole('button', { name: 'Done' }).click();
  await expectNoPicture(ann.tileOf(ben));
  await expect(ann.page.getByText('“Sound only” is on')).toBeVisible();
  await expectSound(ann.tileOf(ben));
  await expectAdvancing(ben.tileOf(ann));

  await ann.page.reload();
  await ann.joinNow();
  await expect(ann.page.getByText('“Sound only” is on')).toBeVisible();
  await expectNoPicture(ann.tileOf(ben));
  await expectSound(ann.tileOf(ben));
  await ann.toolbar.getByRole('button', { name: 'Settings' }).click();
  await ann.page.getByRole('checkbox', { name: 'Sound only' }).uncheck();
  await ann.page.getByRole('button', { name: 'Done' }).click();
  await expectAdvancing(ann.tileOf(ben));
});
