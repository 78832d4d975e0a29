import type { Locator } from '@playwright/test';
import { expectAccessible } from './support/accessibility.js';
import { arrowTo } from './support/keyboard.js';
import { DESKTOP, PHONE, PHONE_ON_ITS_SIDE } from './support/screens.js';
import { expect, test } from './support/test.js';

/** A desktop of 1280 × 800 at 400 % zoom. */
const ZOOMED = { width: 320, height: 200 };

test('on every screen and at 400 % zoom, people can read, write and close the chat', async ({
  arrive,
  code,
}) => {
  const ann = await arrive('Ann', { options: { hasTouch: true } });
  await ann.join(code);
  const { page } = ann;
  for (const [viewport, list] of [
    [DESKTOP, 400],
    [PHONE, 200],
    [PHONE_ON_ITS_SIDE, 140],
    [ZOOMED, 60],
  ] as const) {
    await page.setViewportSize(viewport);
    const panel = await ann.openPanel('Chat');
    await expect.poll(() => heightOf(panel.locator('.chat__scroll'))).toBeGreaterThan(list);
    // A trial click fails if something covers the element.
    await page.getByRole('textbox', { name: 'Message' }).click({ trial: true });
    await page.getByRole('button', { name: 'Send', exact: true }).click({ trial: true });
    const text = `It fits ${viewport.width}`;
    await ann.sendMessage(text);
    await expect(ann.messages.filter({ hasText: text })).toBeInViewport({ ratio: 1 });
    if (viewport.height < 400)
      await expectAccessible(page, `the chat on ${viewport.width} × ${viewport.height}`);
    await panel.getByRole('button', { name: 'Close chat' }).click();
    await expect(ann.toolbar).toBeVisible();
    await expect(ann.ownTile('camera')).toBeInViewport();
  }
});

test('at 400 % zoom the menu "More" and the menu "Layout" scroll, and every control can be reached', async ({
  arrive,
  code,
}) => {
  const ann = await arrive('Ann', { options: { viewport: ZOOMED } });
  await ann.join(code);
  await ann.toolsReady();
  await ann.toolbar.getByRole('button', { name: 'More' }).click();
  for (const name of ['Share screen', 'Settings', 'Layout']) {
    await ann.toolbar.getByRole('button', { name, exact: true }).click({ trial: true });
  }
  await ann.toolbar.getByRole('button', { name: 'Layout' }).click();
  const items = ann.page.getByRole('menu', { name: 'Layout' }).locator('button');
  for (let index = 0; index < (await items.count()); index++) await items.nth(index).click({ trial: true });
});

test('the menu "More" works with the keyboard, and a click outside closes it', async ({ arrive, code }) => {
  const ann = await arrive('Ann', { options: { viewport: PHONE } });
  await ann.join(code);
  const { page, toolbar } = ann;
  const control = (name: string) => toolbar.getByRole('button', { name, exact: true });
  const more = control('More');
  await expect(control('Microphone')).toBeFocused();
  await expect(control('Microphone')).toHaveAttribute('tabindex', '0');
  await expect(toolbar.locator('button[tabindex="0"]')).toHaveCount(1);

  await arrowTo(page, more);
  await page.keyboard.press('Enter');
  await expect(more).toHaveAttribute('aria-expanded', 'true');
  await expect(control('Share screen')).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await expect(control('Raise hand')).toBeFocused();
  await page.keyboard.press('End');
  await expect(control('Settings')).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await expect(control('Share screen')).toBeFocused();
  await expectAccessible(page, 'the menu More');
  await page.keyboard.press('Escape');
  await expect(more).toBeFocused();
  await expect(control('Share screen')).toBeHidden();

  await page.keyboard.press('ArrowUp');
  await expect(control('Settings')).toBeFocused();
  await page.locator('.call__title').click();
  await expect(control('Settings')).toBeHidden();
  await expect(more).toHaveAttribute('aria-expanded', 'false');

  await more.click();
  await control('Raise hand').click();
  await expect(control('Raise hand')).toBeHidden();
  await more.click();
  await expect(control('Raise hand')).toHaveAttribute('aria-pressed', 'true');
  await control('Layout').click();
  await page.getByRole('menuitemradio', { name: 'Grid' }).click();
  await expect(control('Layout')).toBeHidden();
  await expect(more).toBeFocused();

  // Wider screens have room for all controls.
  for (const viewport of [PHONE_ON_ITS_SIDE, DESKTOP]) {
    await page.setViewportSize(viewport);
    await expect(more).toBeHidden();
    await control('Chat').focus();
    await page.keyboard.press('Home');
    await expect(control('Microphone')).toBeFocused();
    await page.keyboard.press('ArrowLeft');
    await expect(control('Leave')).toBeFocused();
    await expect(toolbar.locator('button[tabindex="0"]')).toHaveCount(1);
  }
});

async function heightOf(locator: Locator): Promise<number> {
  return (await locator.boundingBox())?.height ?? 0;
}
