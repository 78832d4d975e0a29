import type { Browser, BrowserContext, Page } from '@playwright/test';
import type { Accounts } from '../tests/support/e2e-people.js';
import type { ServerProcess } from '../tests/support/e2e-server.js';
import type { BareServer } from './bare/bare-server.js';
import { RECORDER } from './first-frame.js';

/** One of the two that are compared: how a page of it comes to stand before its *Join now*. */
export interface Side {
  readonly name: string;
  openPage(person: number): Promise<Page>;
  /** As a person leaves, so that nobody waits for them to come back. */
  leave(page: Page): Promise<void>;
}

export function bareSide(browser: Browser, server: BareServer): Side {
  return {
    name: 'bare page',
    async openPage() {
      const page = await recordedPage(await browser.newContext());
      await page.goto(server.origin);
      await page.locator('[data-ready]').waitFor();
      return page;
    },
    async leave(page) {
      await page.context().close();
    },
  };
}

export function parleySide(browser: Browser, server: ServerProcess, accounts: Accounts, code: string): Side {
  return {
    name: 'Parley',
    async openPage(person) {
      const page = await recordedPage(await accounts.open(browser, server, `Person${String(person)}`, {}));
      await page.goto(`/room/${code}`);
      // Devices run, as in the bare page: what is measured is joining, not starting a camera.
      await page.locator('#prejoin-camera[aria-pressed=true]').waitFor();
      await page.locator('.prejoin--picture').waitFor();
      await page.locator('#already-there', { hasText: /(is|are) here/ }).waitFor(); // the socket is there, as in the bare page
      return page;
    },
    async leave(page) {
      await page.getByRole('button', { name: 'Leave', exact: true }).click();
      await page.waitForURL('**/home');
      await page.context().close();
    },
  };
}

async function recordedPage(context: BrowserContext): Promise<Page> {
  const page = await context.newPage();
  await page.addInitScript({ content: RECORDER });
  return page;
}

export async function join(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Join now' }).click();
}
