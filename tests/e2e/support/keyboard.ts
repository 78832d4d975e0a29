import type { Locator, Page } from '@playwright/test';

/** Presses Tab until the target has the focus. */
export async function tabTo(page: Page, target: Locator): Promise<void> {
  const isFocused = () => target.evaluate((element) => element === document.activeElement);
  for (let presses = 0; presses < 40; presses++) {
    if (await isFocused()) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`The Tab key does not reach ${String(target)}`);
}

/** Moves the focus to the toolbar with Tab, and then to the target with the arrow keys. */
export async function arrowTo(page: Page, target: Locator): Promise<void> {
  const isFocused = () => target.evaluate((element) => element === document.activeElement);
  const isInToolbar = () => page.evaluate(() => document.activeElement?.closest('[role="toolbar"]') !== null);
  for (let presses = 0; presses < 60; presses++) {
    if (await isFocused()) return;
    await page.keyboard.press((await isInToolbar()) ? 'ArrowRight' : 'Tab');
  }
  throw new Error(`The arrow keys do not reach ${String(target)}`);
}
