import { cameraClip } from '../../bench/camera-clip.mjs';
import { watchPauses, withoutPauses } from './support/pauses.js';
import { polling } from './support/polling.js';
import { growth, setHidden, startHeights, watchSentCamera } from './support/sent-pictures.js';
import { expectAdvancing, expectNoPicture, expectSound, expectStill, frames } from './support/tile-checks.js';
import { expect, test } from './support/test.js';

/** It takes about 0.2 s, and longer while the machine is busy with other tests. */
const SOON = polling(2_500, 50);
/** The cameras of the other tests are too small to be sent in several sizes. */
const CAMERA = { camera: { clip: cameraClip('640x360') } };
const LARGE = { width: 1_280, height: 720 };
const SMALL = { width: 460, height: 400 };
/** A panel takes the whole stage of such a page. */
const SHORT = { width: 640, height: 360 };
/** Cameras shrink after 8 s, because some stop for a moment when they change. */
const SHRUNK = { timeout: 20_000 };

test('a picture is sent in the size in which it is shown, and not at all to a hidden page, below a panel or scrolled away', async ({
  arrive,
  code,
}) => {
  const [ann, ben] = [await arrive('Ann', CAMERA), await arrive('Ben', CAMERA)];
  await ann.page.setViewportSize(LARGE);
  await ben.page.setViewportSize(LARGE);
  const sentByBen = await watchSentCamera(ben);
  const [pausesOfAnn, pausesOfBen] = [await watchPauses(ann.page), await watchPauses(ben.page)];
  let bringChat: () => void = () => undefined;
  const chatMayCome = new Promise<void>((resolve) => (bringChat = resolve));
  await ann.page.route('**/chat*.js', async (route) => {
    await chatMayCome;
    await route.continue();
  });
  await ann.join(code);
  await ben.join(code);
  const sent = async () => (await sentByBen())[0];
  await expect.poll(sent).toMatchObject({ active: true, height: 360 });
  const grown = withoutPauses(await growth(ben, 360), [...(await pausesOfAnn()), ...(await pausesOfBen())]);
  expect(grown, 'ms from the connection to the full picture').toBeLessThan(2_000);
  expect(await startHeights(ben)).toEqual([180]);
  await expectAdvancing(ann.tileOf(ben));

  await ann.page.setViewportSize(SMALL);
  await expect.poll(sent, SOON).toMatchObject({ active: true, height: 270, maxFramerate: 20 });
  await expectAdvancing(ann.tileOf(ben));

  // The page itself does not scroll. A person who enlarges it in the browser, or changes its styles, can scroll tiles away.
  await ann.page.evaluate(() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(
      'html, body { height: auto; overflow: auto } #room { height: 100vh; margin-top: 150vh }',
    );
    document.adoptedStyleSheets = [sheet];
  });
  await expect.poll(sent, SOON).toMatchObject({ active: false });
  await ann.page.evaluate(() => window.scrollTo(0, document.body.scrollHeight));
  await expect.poll(sent, SOON).toMatchObject({ active: true });
  await expectAdvancing(ann.tileOf(ben));
  await ann.page.evaluate(() => (document.adoptedStyleSheets = []));

  await ann.page.setViewportSize(SHORT);
  await expect.poll(sent, SOON).toMatchObject({ active: true });
  await ann.toolbar.getByRole('button', { name: /^Chat\b/ }).click();
  // The script of a panel can arrive after the page has told what it wants to see. This timer ends after that one's.
  await ann.page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 200)));
  bringChat();
  const panel = ann.page.getByRole('region', { name: 'Chat', exact: true });
  await expect.poll(sent, SOON).toMatchObject({ active: false });
  await panel.getByRole('button', { name: 'Close' }).click();
  await expect.poll(sent, SOON).toMatchObject({ active: true });
  await expectAdvancing(ann.tileOf(ben));

  await setHidden(ann, true);
  await expect.poll(sent, SOON).toMatchObject({ active: false });
  await expectSound(ann.tileOf(ben));
  await expectStill(ann.tileOf(ben));
  const shown = await frames(ann.tileOf(ben));

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
  const captured = [{ captured: { height: 180, fps: 15 } }];
  for (const sentBy of [sentByAnn, sentByBen]) await expect.poll(sentBy, SHRUNK).toMatchObject(captured);
  for (const tile of [ann.tileOf(ben), ben.tileOf(ann), ann.ownTile('camera'), ben.ownTile('camera')])
    await expectAdvancing(tile);

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
  await expectAdvancing(ann.tileOf(ben));
  await expect.poll(sentByBen, SOON).toMatchObject(small);
  await expect(ann.page.getByRole('checkbox', { name: 'Save data' })).toBeChecked();
  await ann.page.getByRole('checkbox', { name: 'Save data' }).uncheck();
  await ann.page.getByRole('button', { name: 'Done' }).click();
  const full = [{ active: true, height: 360, captured: { height: 360 } }];
  for (const sentBy of [sentByAnn, sentByBen]) await expect.poll(sentBy, SOON).toMatchObject(full);
  for (const tile of [ann.tileOf(ben), ben.tileOf(ann), ben.ownTile('camera')]) await expectAdvancing(tile);
});
