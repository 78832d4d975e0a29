import { expectAccessible } from './support/accessibility.js';
import { arrowTo, tabTo } from './support/keyboard.js';
import { expectCamera } from './support/tile-checks.js';
import { expect, test } from './support/test.js';

test('every page for strangers passes the accessibility rules, in light and dark', async ({
  launch,
  server,
}) => {
  const browser = await launch('call');
  const page = await browser.newPage({ baseURL: server.origin });
  for (const path of ['/', '/login', '/register', '/no-such-page']) {
    await page.goto(path);
    await expectAccessible(page, path);
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
  const ann = await arrive('Ann');
  const ben = await arrive('Ben');
  for (const path of ['/home', '/history', '/account', '/room/!!!']) {
    await ann.page.goto(path);
    await expectAccessible(ann.page, path);
  }
  await ann.openRoom(code);
  await expectAccessible(ann.page, 'the page before the call');
  await ann.joinNow();
  await expectAccessible(ann.page, 'a call of one');
  await ben.join(code);
  await expectCamera(ann.tileOf(ben));
  await ben.openPanel('Chat');
  await ben.sendMessage('See https://example.org');
  await expect(ann.toolbar.locator('#chat-button .badge')).toHaveAttribute('data-count', '1');
  await expectAccessible(ann.page, 'a call of two');
  await ann.openPanel('Chat');
  await expect(ann.messages).toHaveCount(1);
  await expectAccessible(ann.page, 'the chat');
  await ann.openPanel('People');
  await expectAccessible(ann.page, 'the people');
  await ann.toolbar.getByRole('button', { name: 'Settings' }).click();
  await expect(ann.page.getByRole('dialog', { name: 'Settings' })).toBeVisible();
  await expectAccessible(ann.page, 'the settings');
  await ann.page.keyboard.press('Escape');
  await ann.leave();
  await ann.page.goto('/history');
  await expectAccessible(ann.page, 'a history');
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
  await expect(page).toHaveURL(/\/home$/);
  await expect(ann.tiles).toHaveCount(1);
  await page.close();
});
