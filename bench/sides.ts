import type { Browser, BrowserContext, Page } from '@playwright/test';
import type { Accounts } from '../tests/e2e/support/people.js';
import type { BuiltServer } from '../tests/e2e/support/built-server.js';
import type { BareServer } from './bare/bare-server.js';
import { awaitFrames, RECORDER_SCRIPT } from './first-frame.js';
import { CONNECTIONS_SCRIPT } from './media-cost.js';

/** Clicks on *Join now* as soon as the camera runs. */
const JOIN_AT_ONCE_SCRIPT = `
  const joining = setInterval(() => {
    if (!document.querySelector('#prejoin-camera[aria-pressed=true]')) return;
    clearInterval(joining);
    document.querySelector('#join').click();
  }, 4);
`;

/** One side of the comparison: Parley or the bare page. */
export interface Side {
  /** Opens a page that is ready for the click on *Join now*. */
  openPage(person: number): Promise<Page>;
  /** Opens a page that joins by itself as soon as its camera runs. */
  openLink(person: number): Promise<Page>;
  /** Leaves the call deliberately, so that the others do not wait for a reconnect, and closes the page. */
  leave(page: Page): Promise<void>;
}

/** With `followsHeadCount`, the page sends smaller pictures to more people, see `bare/bare.ts`. */
export function bareSide(browser: Browser, server: BareServer, followsHeadCount: boolean): Side {
  const variant = followsHeadCount ? 'sizes=head-count' : '';
  return {
    async openPage() {
      const page = await recordedPage(await browser.newContext());
      await page.goto(`${server.origin}/?${variant}`);
      await page.locator('[data-ready]').waitFor();
      return page;
    },
    async openLink() {
      const page = await recordedPage(await browser.newContext());
      await follow(page, `${server.origin}/?join&${variant}`);
      return page;
    },
    async leave(page) {
      await page.context().close();
    },
  };
}

/** `script` runs in each page before its own scripts. */
export function parleySide(
  browser: Browser,
  server: BuiltServer,
  accounts: Accounts,
  code: string,
  script = '',
): Side {
  return {
    async openPage(person) {
      const page = await recordedPage(
        await accounts.open(browser, server, `Person${String(person)}`, {}),
        script,
      );
      await page.goto(`/room/${code}`);
      // Wait for the camera and for the socket, as the bare page does: the benchmark measures only the join.
      await page.locator('#prejoin-camera[aria-pressed=true]').waitFor();
      await page.locator('.prejoin--picture').waitFor();
      await page.locator('#already-there', { hasText: /(is|are) here/ }).waitFor();
      return page;
    },
    async openLink(person) {
      const context = await accounts.open(browser, server, `Person${String(person)}`, {});
      const page = await recordedPage(context, JOIN_AT_ONCE_SCRIPT + script);
      await follow(page, `${server.origin}/room/${code}`);
      return page;
    },
    async leave(page) {
      await page.getByRole('button', { name: 'Leave', exact: true }).click();
      await page.getByRole('heading', { name: 'You left the meeting' }).waitFor();
      await page.context().close();
    },
  };
}

/** What a person has open who follows a link: a mail or a chat, which is a page of another site. */
const ELSEWHERE = 'data:text/html,<title>Mail</title>';

/**
 * Follows a link to `address`. The browser starts a process for a page of another site. In an empty tab, only a page without
 * `Cross-Origin-Opener-Policy` could take the process that is there.
 */
async function follow(page: Page, address: string): Promise<void> {
  await page.goto(ELSEWHERE);
  const isThere = page.waitForURL(address, { waitUntil: 'commit' });
  await page.evaluate((to) => {
    location.href = to;
  }, address);
  await isThere;
}

async function recordedPage(context: BrowserContext, script = ''): Promise<Page> {
  const page = await context.newPage();
  await page.addInitScript({ content: RECORDER_SCRIPT + CONNECTIONS_SCRIPT + script });
  return page;
}

export async function join(page: Page): Promise<void> {
  await awaitFrames(page, 0); // the test tool puts its own script into the page now, and not while the page joins
  await page.getByRole('button', { name: 'Join now' }).click();
}
