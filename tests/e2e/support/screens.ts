import { test, type Page } from '@playwright/test';

/** A desktop, a phone, and the phone on its side. */
export const SCREENS = {
  desktop: { width: 1280, height: 800 },
  phone: { width: 390, height: 844 },
  'phone on its side': { width: 844, height: 390 },
} as const;

/** Runs the check on each screen, one after the other, in the same page. The page is on the last screen afterwards. */
export async function onEveryScreen(page: Page, check: () => Promise<void>): Promise<void> {
  for (const [name, viewport] of Object.entries(SCREENS)) {
    await test.step(`on a ${name}`, async () => {
      await page.setViewportSize(viewport);
      await check();
    });
  }
}
