import { test, type Page } from '@playwright/test';

// In CSS pixels.
export const DESKTOP = { width: 1280, height: 800 };
export const PHONE = { width: 390, height: 844 };
export const PHONE_ON_ITS_SIDE = { width: 844, height: 390 };
export const SCREENS = [DESKTOP, PHONE, PHONE_ON_ITS_SIDE] as const;

/** Runs the check on each screen, one after the other, in the same page. The page is on the last screen afterwards. */
export async function onEveryScreen(page: Page, check: () => Promise<void>): Promise<void> {
  for (const screen of SCREENS) {
    await test.step(`on ${screen.width} × ${screen.height}`, async () => {
      await page.setViewportSize(screen);
      await check();
    });
  }
}
