import type { Locator, Page } from '@playwright/test';
import { overlap } from './support/overlap.js';
import { expectCamera } from './support/tile-checks.js';
import { expect, test } from './support/test.js';

const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true };

for (const locale of ['en-US', 'fr-FR']) {
  test(`on a phone every page fits the width of the screen in the language of ${locale}`, async ({
    arrive,
    code,
  }) => {
    const options = { ...PHONE, locale };
    const stranger = await arrive('Nobody', { account: false, options });
    for (const path of ['/', '/login', '/register', '/no-such-page']) {
      await stranger.page.goto(path);
      await expectFits(stranger.page);
    }
    const ann = await arrive('Ann', { options });
    await ann.page.goto(`/room/${code}`);
    await expectFits(ann.page);
    await ann.page.locator('#join').click();
    await expect(ann.ownTile('camera')).toBeVisible();
    await expectFits(ann.page);
    for (const path of ['/home', '/history', '/account', `/meetings/${code}`]) {
      await ann.page.goto(path);
      await expectFits(ann.page);
      await expect(ann.page.locator('html')).toHaveAttribute('lang', locale);
    }
  });
}

test('on a phone a call of four fits the screen, with its toolbar, chat and people', async ({
  arrive,
  code,
}) => {
  const ann = await arrive('Ann', { options: PHONE });
  const others = [await arrive('Ben'), await arrive('Cid'), await arrive('Dan')];
  await ann.openRoom(code);
  await expectFits(ann.page);
  await expect(ann.joinButton).toBeInViewport({ ratio: 1 });
  await ann.joinNow();
  for (const other of others) await other.join(code);
  await expect(ann.tiles).toHaveCount(4);
  await expectFits(ann.page);
  for (const name of ['Microphone', 'Camera', 'Chat', 'More', 'Leave']) {
    await expectTarget(ann.toolbar.getByRole('button', { name, exact: true }));
  }
  await Promise.all(
    others.map(async (other) => {
      await expectCamera(ann.tileOf(other));
      await expect(ann.tileOf(other)).toBeInViewport({ ratio: 1 });
    }),
  );

  const rare = ['Share screen', 'Raise hand', 'People', 'Layout', 'Settings'];
  for (const name of rare) await expect(ann.toolbar.getByRole('button', { name, exact: true })).toBeHidden();
  await ann.toolbar.getByRole('button', { name: 'More' }).click();
  for (const name of rare) await expectTarget(ann.toolbar.getByRole('button', { name, exact: true }));
  const people = await ann.openPanel('People');
  for (const { name } of others) {
    await expect(people.getByRole('listitem').filter({ hasText: name })).toBeInViewport({ ratio: 1 });
  }
  await expectFits(ann.page);

  await ann.openPanel('Chat');
  await expectTarget(ann.page.getByRole('textbox', { name: 'Message' }));
  await expectTarget(ann.page.getByRole('button', { name: 'Send', exact: true }));
  await ann.sendMessage('https://example.org/' + 'a'.repeat(300));
  await expect(ann.messages).toHaveCount(1);
  await expectFits(ann.page);
  await ann.page.getByRole('button', { name: 'Close chat' }).click();
  await ann.leave();
});

test('on a phone a notice leaves the banner readable', async ({ arrive, code, startBuiltServer }) => {
  const server = await startBuiltServer();
  const ann = await arrive('Ann', { server, options: PHONE });
  const ben = await arrive('Ben', { server });
  await ben.join(code);
  await ann.page.route(/\/chat\.[^/]*\.js/, (route) => route.abort());
  await ann.join(code);
  const notice = ann.page.locator('.notice', { hasText: 'The chat couldn’t be loaded.' });
  await notice.getByRole('button', { name: 'Dismiss' }).focus(); // a notice with the focus stays
  await server.kill();
  await expect(ann.banner).toBeVisible();
  expect(await overlap(notice, ann.banner)).toBe(false);
  for (const name of ['Microphone', 'Leave'])
    await expectTarget(ann.toolbar.getByRole('button', { name, exact: true }));
  await expectTarget(notice.getByRole('button', { name: 'Dismiss' }));
});

/** The page is not wider than the screen, so it does not scroll sideways. */
async function expectFits(page: Page): Promise<void> {
  const widths = await page.evaluate(() => ({
    screen: document.documentElement.clientWidth,
    page: document.documentElement.scrollWidth,
  }));
  expect(widths.page, `width of ${page.url()}`).toBeLessThanOrEqual(widths.screen);
}

/** The control is entirely on the screen, uncovered, and at least 44 px wide and high (WCAG 2.5.5). */
async function expectTarget(target: Locator): Promise<void> {
  await expect(target).toBeInViewport({ ratio: 1 });
  await target.click({ trial: true });
  const box = await target.boundingBox();
  expect(Math.min(box?.width ?? 0, box?.height ?? 0), `size of ${String(target)}`).toBeGreaterThanOrEqual(44);
}
