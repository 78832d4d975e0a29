import type { Page } from '@playwright/test';
import { PAGES } from '../support/fuzz/page-targets.js';
import { expectAccessible, expectAccessibleInForcedColours } from './support/accessibility.js';
import { arrowTo, tabTo } from './support/keyboard.js';
import type { Person } from './support/people.js';
import { openTab, sharer } from './support/shared-tab.js';
import { expectCamera } from './support/tile-checks.js';
import { expect, test } from './support/test.js';

/** The pages with their address. Pages that need more than a login have their check in another file. */
const STRANGERS_PAGES = {
  'GET /': '/',
  'GET /login': '/login',
  'GET /register': '/register',
  'GET /offline/:language': '/offline/en',
};
const USERS_PAGES = {
  'GET /home': '/home',
  'GET /people': '/people',
  'GET /people/:username': '/people/ben',
  'GET /random': '/random',
  'GET /history': '/history',
  'GET /account': '/account',
};
const CHECKED_ELSEWHERE = [
  'GET /room/:code', // below
  'GET /meetings/:code', // meeting-page.spec.ts
  'GET /login/second-factor', // passkeys.spec.ts
  'GET /account/confirm/:action', // passkeys.spec.ts
  'GET /admin', // admin.spec.ts
  'GET /admin/claim', // admin.spec.ts
  'GET /admin/accounts/:id/:action', // admin.spec.ts
  'GET /admin/reports', // random.spec.ts
  'GET /admin/sign-up-links', // sign-up-links.spec.ts
];
/** `/call-parts` becomes part of the page of a meeting, where its parts are checked. */
const NO_PAGES = ['GET /healthz', 'GET /readyz', 'GET /metrics', 'GET /call-parts'];

test('every page has a check of its accessibility', () => {
  const checked = [...Object.keys({ ...STRANGERS_PAGES, ...USERS_PAGES }), ...CHECKED_ELSEWHERE];
  const served = Object.keys(PAGES).filter((route) => route.startsWith('GET ') && !NO_PAGES.includes(route));
  expect(served.sort()).toEqual(checked.sort());
});

test('every page for strangers passes the accessibility rules, in light and dark', async ({
  launch,
  server,
}) => {
  const browser = await launch('call');
  const page = await browser.newPage({ baseURL: server.origin });
  for (const path of [...Object.values(STRANGERS_PAGES), '/no-such-page']) {
    await page.goto(path);
    await expectAccessible(page, path);
    await expectReflow(page);
  }
  await page.goto('/register');
  await page.getByLabel('Username').fill('no name, no password');
  await page.getByRole('button', { name: 'Create account' }).click();
  await expectAccessible(page, 'a refused registration');
  await page.goto('/login');
  await page.getByLabel('Username').fill('nobody');
  await page.getByLabel('Password').fill('wrong password');
  await page.getByRole('button', { name: 'Log in' }).click();
  await expectAccessible(page, 'a refused login');
});

test('every page of a user passes the accessibility rules, before, in and after a call', async ({
  arrive,
  code,
}) => {
  test.slow(); // axe checks more than 30 states
  const ann = await arrive('Ann', sharer('blue'));
  const { page } = ann;
  const ben = await arrive('Ben');
  for (const path of [...Object.values(USERS_PAGES), '/room/!!!']) {
    await page.goto(path);
    await expectAccessible(page, path);
    await expectReflow(page);
  }
  await ann.openRoom(code);
  await expectAccessible(page, 'the page before the call');
  await expectReflow(page);
  await ann.joinNow();
  await expectAccessible(page, 'a call of one');
  await ben.join(code);
  await expectCamera(ann.tileOf(ben));
  await ben.openPanel('Chat');
  await ben.sendMessage('See https://example.org');
  await expect(ann.toolbar.locator('#chat-button .badge')).toHaveAttribute('data-count', '1');
  await expectAccessible(page, 'a call of two');
  await ann.openPanel('Chat');
  await expect(ann.messages).toHaveCount(1);
  await expectAccessible(page, 'the chat');
  await ann.openPanel('People');
  await expectAccessible(page, 'the people');
  await ann.toolbar.getByRole('button', { name: 'Layout' }).click();
  await expectAccessible(page, 'the layouts');
  await page.keyboard.press('Escape');
  await ann.toolbar.getByRole('button', { name: 'Settings' }).click();
  await expect(page.getByRole('dialog', { name: 'Settings' })).toBeVisible();
  await expectAccessible(page, 'the settings');
  await page.keyboard.press('Escape');

  await openTab(ann, [208, 32, 48]);
  await ann.toggle('Share screen');
  await expect(ben.tileOf(ann, 'screen')).toBeVisible();
  await expectAccessible(page, 'a call with the own screen');
  await expectAccessible(ben.page, 'a call with the screen of another person');
  await expectAccessibleInForcedColours(page, 'a call');
  await expectForcedColours(ann);
  await page.emulateMedia({ forcedColors: 'none' });
  await ann.leave();
  await page.goto('/history');
  await expectAccessible(page, 'a history');
});

test('a call can be held with the keyboard alone', async ({ arrive, launch, server, code }) => {
  const ann = await arrive('Ann');
  await ann.join(code);
  const browser = await launch('call');
  const page = await browser.newPage({ baseURL: server.origin });
  const button = (name: string) => page.getByRole('button', { name, exact: true }).locator('visible=true');

  await page.goto('/register');
  await tabTo(page, page.getByLabel('Name', { exact: true }));
  await page.keyboard.type('Kim');
  await tabTo(page, page.getByLabel('Username'));
  await page.keyboard.type(`kim-${code.slice(-6)}`);
  await tabTo(page, page.getByLabel('Password'));
  await page.keyboard.type('seven blue kites');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/home$/);
  await tabTo(page, page.getByLabel('Meeting code'));
  await page.keyboard.type(code);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Ready to join?' })).toBeVisible();
  await tabTo(page, button('Join now'));
  await page.keyboard.press('Enter');
  await expect(ann.tiles).toHaveCount(2);

  await expect(page.getByRole('toolbar', { name: 'Call controls' })).toBeVisible();
  await expect(button('Microphone')).toBeFocused();
  await arrowTo(page, button('Camera'));
  await page.keyboard.press('Space');
  await expect(button('Camera')).toHaveAttribute('aria-pressed', 'false');
  await arrowTo(page, button('Chat'));
  await page.keyboard.press('Enter');
  await expect(page.getByRole('textbox', { name: 'Message' })).toBeFocused();
  await page.keyboard.type('Hello from the keyboard');
  await page.keyboard.press('Enter');
  await ann.openPanel('Chat');
  await expect(ann.messages).toContainText(['Hello from the keyboard']);
  await page.keyboard.press('Escape');
  await expect(button('Chat')).toBeFocused();
  await arrowTo(page, button('Leave'));
  await page.keyboard.press('Enter');
  await expect(ann.tiles).toHaveCount(1);
  await tabTo(page, page.getByRole('link', { name: 'Back to home' }));
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/home$/);
  await page.close();
});

/** The page does not scroll sideways at 400 % zoom on a screen of 1280 × 1024 (WCAG 1.4.10). */
async function expectReflow(page: Page): Promise<void> {
  const before = page.viewportSize();
  await page.setViewportSize({ width: 320, height: 256 });
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  expect.soft(width, `the width of ${page.url()}`).toBeLessThanOrEqual(320);
  if (before) await page.setViewportSize(before);
}

/** Forced colours leave a difference between what is pressed and what is not, and a border around people who speak. */
async function expectForcedColours({ page, toolbar }: Person): Promise<void> {
  const background = (name: string) =>
    toolbar
      .getByRole('button', { name, exact: true })
      .evaluate((element) => getComputedStyle(element).backgroundColor);
  expect(await background('Share screen')).not.toBe(await background('Raise hand'));
  const speaking = page.locator('.tile--speaking').first();
  await expect
    .poll(() => speaking.evaluate((tile) => getComputedStyle(tile, '::after').borderTopWidth))
    .toBe('6px');
}
