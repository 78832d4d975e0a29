import type { Page } from '@playwright/test';
import { cameraClip } from '../../bench/camera-clip.mjs';
import { clickControl, extrasOf } from './support/extras.js';
import { expectAccessible } from './support/accessibility.js';
import type { Person } from './support/people.js';
import { setHidden, watchSentCamera } from './support/sent-pictures.js';
import { SCREENS } from './support/screens.js';
import { expectAdvancing, expectCamera } from './support/tile-checks.js';
import { expect, test } from './support/test.js';

/** A page that asks for another picture, or for none, is heard within this time. */
const WISH_MS = 1_000;

/** Opens the small window through the menu of the button "Layout". */
async function openSmallWindow(person: Person): Promise<Page> {
  const opened = person.page.context().waitForEvent('page');
  await clickControl(person, 'Layout');
  await person.page.getByRole('menuitem', { name: 'Small window' }).click();
  return opened;
}

/** Clicks a button that closes the window. */
async function clickLast(small: Page, name: string): Promise<void> {
  const closed = small.waitForEvent('close');
  // The window is gone before the click has returned.
  await small
    .getByRole('button', { name })
    .click()
    .catch(() => undefined);
  await closed;
}

test('a small window shows the whole call, with mute and leave, and gives the page back', async ({
  twoInCall,
}) => {
  const [ann, ben] = await twoInCall();
  await extrasOf(ann);
  for (const screen of SCREENS) {
    await ann.page.setViewportSize(screen);
    const small = await openSmallWindow(ann);
    const tiles = small.getByRole('figure');
    await expect(tiles).toHaveCount(2);
    await expect(tiles.filter({ hasText: 'Ben' })).toBeVisible();
    // Its pictures move.
    const time = () =>
      small
        .locator('video')
        .first()
        .evaluate((video: HTMLVideoElement) => video.currentTime);
    const before = await time();
    await expect.poll(time).toBeGreaterThan(before);
    expect(
      await small.locator('video').evaluateAll((all) => all.every((one) => (one as HTMLVideoElement).muted)),
    ).toBe(true);

    const mic = small.getByRole('button', { name: 'Microphone' });
    await mic.click();
    await expect(mic).toHaveAttribute('aria-pressed', 'false');
    await expect(ben.tileOf(ann).getByRole('img', { name: 'Microphone off' })).toBeVisible();
    await mic.click();
    await expect(ann.button('Microphone')).toHaveAttribute('aria-pressed', 'true');
    if (screen === SCREENS[0]) await expectAccessible(small, 'the small window');

    await clickLast(small, 'Back to the tab');
    await expectCamera(ann.tileOf(ben));
    await expect(ann.tiles).toHaveCount(2);
  }
  const small = await openSmallWindow(ann);
  await clickLast(small, 'Leave');
  await expect(ann.page.getByRole('heading', { name: 'You left the meeting' })).toBeVisible();
  await expect(ben.tiles).toHaveCount(1);
});

test('the small window of a page in the background gets pictures of its own size', async ({
  arrive,
  code,
}) => {
  const ann = await arrive('Ann');
  const ben = await arrive('Ben', { camera: { clip: cameraClip('640x360') } });
  await ann.page.setViewportSize({ width: 1_280, height: 720 });
  const sentByBen = await watchSentCamera(ben);
  const sent = async () => (await sentByBen())[0];
  await ann.join(code);
  await ben.join(code);
  await extrasOf(ann);
  await expect.poll(sent).toMatchObject({ active: true, height: 360 });
  const small = await openSmallWindow(ann);
  await setHidden(ann, true);
  // The test tool gives each new page the size of the others.
  await small.setViewportSize({ width: 360, height: 420 });
  await expect.poll(sent).toMatchObject({ active: true, height: 270 });
  const time = () =>
    small
      .getByRole('figure')
      .filter({ hasText: 'Ben' })
      .locator('video')
      .evaluate((video: HTMLVideoElement) => video.currentTime);
  const before = await time();
  await expect.poll(time).toBeGreaterThan(before + 1);
  await expectAdvancing(ann.tileOf(ben));
  await clickLast(small, 'Back to the tab');
  await expect.poll(sent).toMatchObject({ active: false });
  await setHidden(ann, false);
  await expect.poll(sent).toMatchObject({ active: true, height: 360 });
});

test('a browser without such windows shows one picture in a window of its own', async ({ arrive, code }) => {
  const ann = await arrive('Ann');
  const ben = await arrive('Ben');
  await ann.page.addInitScript(() => {
    Reflect.deleteProperty(window, 'documentPictureInPicture');
  });
  const sentByBen = await watchSentCamera(ben);
  await ann.join(code);
  await ben.join(code);
  await extrasOf(ann);
  await expectCamera(ann.tileOf(ben));
  await clickControl(ann, 'Layout');
  await ann.page.getByRole('menuitem', { name: 'Small window' }).click();
  const shown = () =>
    ann.page.evaluate(() =>
      document.pictureInPictureElement?.closest('figure')?.getAttribute('data-participant'),
    );
  await expect.poll(shown).toBe(ben.id);
  // In the background, the picture in the window goes on.
  await setHidden(ann, true);
  await ann.page.waitForTimeout(WISH_MS);
  expect(await sentByBen()).toMatchObject([{ active: true }]);
  await expectAdvancing(ann.tileOf(ben));
  // The person closes the window.
  await ann.page.evaluate(() => document.exitPictureInPicture());
  await expect.poll(sentByBen).toMatchObject([{ active: false }]);
  await setHidden(ann, false);
  await expect.poll(sentByBen).toMatchObject([{ active: true }]);
  await clickControl(ann, 'Layout');
  await ann.page.getByRole('menuitem', { name: 'Small window' }).click();
  await expect.poll(shown).toBe(ben.id);
  await clickControl(ann, 'Layout');
  await ann.page.getByRole('menuitem', { name: 'Small window' }).click();
  await expect.poll(shown).toBeUndefined();
});
