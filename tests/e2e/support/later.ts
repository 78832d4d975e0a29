import type { Page } from '@playwright/test';

/**
 * Keeps the page from loading what it loads after some seconds without any reason, in case that it is needed later. On a busy
 * machine a test may take as long to look. Call it before the page opens.
 */
export async function withoutLaterLoading(page: Page): Promise<void> {
  await page.addInitScript({
    content: `
      const { setTimeout } = window;
      window.setTimeout = (run, ms, ...values) => (ms >= 2_000 ? 0 : setTimeout(run, ms, ...values));
    `,
  });
}
