import type { Locator } from '@playwright/test';
import { expectAccessible } from './support/accessibility.js';
import { extrasOf } from './support/extras.js';
import { arrowTo } from './support/keyboard.js';
import type { Colour } from './support/media.js';
import { usePortraitCamera } from './support/portrait-camera.js';
import { DESKTOP, onEveryScreen, PHONE, PHONE_ON_ITS_SIDE } from './support/screens.js';
import { openTab, sharer } from './support/shared-tab.js';
import { expectAdvancing, expectSharedTab } from './support/tile-checks.js';
import { expect, test } from './support/test.js';

const RED: Colour = [208, 32, 48];

test('a phone picture is shown whole on a wide stage, and fills an upright one', async ({ arrive, code }) => {
  const ann = await arrive('Ann', { options: { viewport: DESKTOP } });
  const ben = await arrive('Ben');
  await usePortraitCamera(ben.page);
  await ann.join(code);
  await ben.join(code);
  const tile = ann.tileOf(ben);
  await expectAdvancing(tile);
  const stage = ann.page.locator('#stage');
  await expect.poll(async () => ratio(await box(tile.locator('video')))).toBeCloseTo(9 / 16, 2);
  expect((await box(tile.locator('video'))).height).toBeGreaterThan((await box(stage)).height - 3);

  await ann.page.setViewportSize(PHONE);
  // A stage of 366 × 700 is a little narrower than the picture, so the sides are cut.
  await expect.poll(async () => (await box(tile)).width).toBeLessThan(PHONE.width);
  const picture = await box(tile.locator('video'));
  const { width, height } = await box(tile);
  expect(picture.width * picture.height).toBeGreaterThan(0.95 * width * height);
  expect(ratio(picture)).toBeGreaterThan(0.75 * (9 / 16));

  await ann.page.setViewportSize(PHONE_ON_ITS_SIDE);
  await expect.poll(async () => ratio(await box(tile.locator('video')))).toBeCloseTo(9 / 16, 2);
  expect((await box(tile.locator('video'))).height).toBeGreaterThan((await box(stage)).height - 3);
});

test('of two people the other fills the stage; the own picture can be moved and hidden, also by keyboard', async ({
  twoInCall,
}) => {
  const [ann, ben] = await twoInCall({ ann: { options: { viewport: DESKTOP } } });
  const { page } = ann;
  const own = ann.ownTile('camera');
  const stage = page.locator('#stage');
  await extrasOf(ann); // the small window is one of them
  await expectAdvancing(ann.tileOf(ben));
  await expect.poll(() => covered(ann.tileOf(ben), stage)).toBeGreaterThan(0.98);
  expect(await covered(own, stage)).toBeLessThan(0.1);

  const start = await box(own);
  await page.mouse.move(start.x + start.width / 2, start.y + start.height / 2);
  await page.mouse.down();
  await page.mouse.move(200, 200, { steps: 4 });
  await page.mouse.up();
  await expect.poll(async () => (await box(own)).x).toBeLessThan(100);
  expect((await box(own)).y).toBeLessThan(150);
  await expect(own.getByRole('button', { name: 'Pin yourself' })).toHaveAttribute('aria-pressed', 'false');

  await own.getByRole('button', { name: 'Move my picture' }).focus();
  await page.keyboard.press('Enter');
  await expect.poll(async () => (await box(own)).x).toBeGreaterThan(900);
  await own.getByRole('button', { name: 'Hide my picture' }).focus();
  await page.keyboard.press('Enter');
  await expect(own).toBeHidden();
  await expect(ann.toolbar.getByRole('button', { name: 'Layout' })).toBeFocused();

  await page.keyboard.press('Enter');
  const menu = page.getByRole('menu', { name: 'Layout' });
  await expect(menu.getByRole('menuitemradio', { name: 'Automatic' })).toBeFocused();
  await expect(menu.getByRole('menuitemradio', { name: 'Automatic' })).toBeChecked();
  await expectAccessible(page, 'the menu Layout');
  await page.keyboard.press('End');
  await page.keyboard.press('ArrowUp'); // the last item opens the small window
  await page.keyboard.press('Enter');
  await expect(own).toBeVisible();
  await page.keyboard.press('Enter');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect.poll(async () => (await box(own)).width).toBe((await box(ann.tileOf(ben))).width);
});

test('people pin tiles with a click or by keyboard, several at once, and the tiles keep their order', async ({
  arrive,
  code,
}) => {
  const ann = await arrive('Ann', { options: { viewport: DESKTOP } });
  const [ben, cid] = [await arrive('Ben'), await arrive('Cid')];
  for (const person of [ann, ben, cid]) await person.join(code);
  await expect(ann.tiles).toHaveCount(3);
  await extrasOf(ann);
  for (const person of [ben, cid]) await expectAdvancing(ann.tileOf(person)); // the layout follows their shapes
  const pinOf = (tile: Locator) => tile.getByRole('button', { name: /^Pin / });
  await expect(pinOf(ann.tileOf(cid))).toHaveAccessibleName('Pin Cid');

  await ann.tileOf(cid).click();
  await expect(pinOf(ann.tileOf(cid))).toHaveAttribute('aria-pressed', 'true');
  await expect.poll(async () => (await box(ann.tileOf(cid))).width).toBeGreaterThan(800);
  await pinOf(ann.tileOf(ben)).focus();
  await ann.page.keyboard.press('Space');
  await expect(pinOf(ann.tileOf(ben))).toHaveAttribute('aria-pressed', 'true');
  await expect.poll(async () => (await box(ann.tileOf(cid))).width).toBe((await box(ann.tileOf(ben))).width);
  expect((await box(ann.tileOf(ben))).x).toBeLessThan((await box(ann.tileOf(cid))).x);
  await expectAccessible(ann.page, 'a call with pinned tiles');
  await onEveryScreen(ann.page, async () => {
    const area = async (tile: Locator) => (await box(tile)).width * (await box(tile)).height;
    await expect
      .poll(async () => (await area(ann.tileOf(ben))) / (await area(ann.ownTile('camera'))))
      .toBeGreaterThan(2);
    for (const person of [ben, cid]) await expect(ann.tileOf(person)).toBeInViewport({ ratio: 1 });
  });
  await ann.page.setViewportSize(DESKTOP);

  await arrowTo(ann.page, ann.toolbar.getByRole('button', { name: 'Layout' }));
  await ann.page.keyboard.press('Enter');
  await ann.page.keyboard.press('End');
  await ann.page.keyboard.press('ArrowUp');
  await expect(ann.page.getByRole('menuitem', { name: 'Unpin all' })).toBeFocused();
  await ann.page.keyboard.press('Enter');
  await expect(pinOf(ann.tileOf(ben))).toHaveAttribute('aria-pressed', 'false');
  await expect(pinOf(ann.tileOf(cid))).toHaveAttribute('aria-pressed', 'false');
});

test('a shared screen fills the screen, and people zoom and move it by mouse and keyboard', async ({
  twoInCall,
}) => {
  const [ann, ben] = await twoInCall({ ann: sharer('blue') });
  await openTab(ann, RED);
  await ann.toggle('Share screen');
  const tile = ben.tileOf(ann, 'screen');
  await expectSharedTab(tile, RED);
  await tile.getByRole('button', { name: 'Full screen: Ann’s screen' }).click();
  const exit = tile.getByRole('button', { name: 'Exit full screen' });
  await expect(exit).toBeFocused();
  await expect.poll(async () => (await box(tile)).width).toBe(1024);
  await expectAccessible(ben.page, 'a screen in full screen');

  const width = async () => (await box(tile.locator('video'))).width;
  await ben.page.mouse.move(512, 300);
  await ben.page.mouse.wheel(0, -400);
  await expect.poll(width).toBeGreaterThan(2_000);
  const left = (await box(tile.locator('video'))).x;
  await ben.page.keyboard.press('ArrowRight');
  expect((await box(tile.locator('video'))).x).toBeLessThan(left - 40);
  await ben.page.keyboard.press('0');
  await expect.poll(width).toBe(1024);
  await tile.getByRole('button', { name: 'Zoom in' }).click();
  await expect.poll(width).toBeGreaterThan(1_400);
  await exit.click();
  await expect.poll(async () => (await box(tile)).width).toBeLessThan(1024);
  await expect.poll(async () => (await box(tile.locator('video'))).width).toBeLessThan(1024);
  await expect(tile.getByRole('button', { name: /^Full screen/ })).toBeFocused();
  await expect(tile.getByRole('button', { name: /^Pin/ })).toHaveAttribute('aria-pressed', 'false');

  await onEveryScreen(ben.page, async () => {
    await tile.hover();
    await tile.getByRole('button', { name: /^Full screen/ }).click();
    for (const name of ['Exit full screen', 'Zoom in', 'Zoom out', 'Show all']) {
      await tile.getByRole('button', { name }).click({ trial: true });
    }
    await exit.click();
    await expect(exit).toBeHidden();
  });
});

test('people see each other although the layout could not be loaded, and the page loads it again', async ({
  arrive,
  code,
}) => {
  const [ann, ben] = [await arrive('Ann'), await arrive('Ben')];
  await ben.join(code);
  await ann.page.route('**/build/in-call*', (route) => route.abort());
  await ann.join(code);
  await expect(ann.page.getByText('The tools for the layout couldn’t be loaded.').last()).toBeVisible();
  await expectAdvancing(ann.tileOf(ben));
  await expect(ann.tileOf(ben)).toBeInViewport({ ratio: 1 });
  expect(await covered(ann.ownTile('camera'), ann.page.locator('#stage'))).toBeGreaterThan(0.3);

  await ann.page.unroute('**/build/in-call*');
  await expect.poll(() => covered(ann.tileOf(ben), ann.page.locator('#stage'))).toBeGreaterThan(0.9);
  await ann.toolbar.getByRole('button', { name: 'Layout' }).click();
  await expect(ann.page.getByRole('menu', { name: 'Layout' })).toBeVisible();
});

async function box(locator: Locator) {
  const found = await locator.boundingBox();
  if (!found) throw new Error(`${String(locator)} is not visible`);
  return found;
}

function ratio({ width, height }: { width: number; height: number }): number {
  return width / height;
}

/** The share of the stage that the tile covers. */
async function covered(tile: Locator, stage: Locator): Promise<number> {
  const [inner, outer] = [await box(tile), await box(stage)];
  return (inner.width * inner.height) / (outer.width * outer.height);
}
