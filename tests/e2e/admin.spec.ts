import type { Page } from '@playwright/test';
import { expectAccessible } from './support/accessibility.js';
import type { BuiltServer } from './support/built-server.js';
import { tabTo } from './support/keyboard.js';
import { expect, test } from './support/test.js';

const PASSWORD = 'seven blue kites';

/** The link for the first administrator, from the output of the server. */
async function linkOf(server: BuiltServer): Promise<string> {
  const find = () => /\/admin\/claim\?token=[\w-]+/.exec(server.output)?.[0];
  await expect.poll(find).toBeDefined();
  return find() ?? '';
}

test('a person becomes the administrator and disables an account with the keyboard alone', async ({
  arrive,
  startBuiltServer,
}) => {
  const server = await startBuiltServer();
  const ben = await arrive('Ben', { server });
  const { page } = await arrive('Ann', { server, account: false, options: { javaScriptEnabled: false } });
  const field = (label: string) => page.getByLabel(label, { exact: true });
  const type = async (label: string, text: string) => {
    await tabTo(page, field(label));
    await page.keyboard.type(text);
  };

  await page.goto(await linkOf(server));
  await expect(page).toHaveURL(/\/login\?next=/);
  await tabTo(page, page.getByRole('link', { name: 'Create account' }).last());
  await page.keyboard.press('Enter');
  await type('Name', 'Ann Lind');
  await type('Username', 'ann');
  await type('Password', PASSWORD);
  await page.keyboard.press('Enter');
  await tabTo(page, page.getByRole('button', { name: 'Become administrator' }));
  await page.keyboard.press('Enter');
  await expect(page.getByRole('status')).toContainText('You’re now the administrator of this server.');

  await type('Username', 'be');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 2 })).toHaveText(['ben']);
  await tabTo(page, page.getByRole('link', { name: 'Disable ben' }));
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Disable ben?');
  await expect(field('Your own password')).toBeFocused();
  await page.keyboard.type('something else');
  await page.keyboard.press('Enter');
  await expect(page).toHaveTitle(/^Error: /);
  await expect(field('Your own password')).toHaveAccessibleDescription(/This isn’t your current password\./);
  await expect(field('Your own password')).toBeFocused();
  await page.keyboard.type(PASSWORD);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('status')).toContainText('The account is disabled');
  await expect(page.getByRole('listitem').filter({ hasText: 'ben' }).first()).toContainText('Disabled');

  await ben.page.goto('/home');
  await expect(ben.page).toHaveURL(/\/login\?next=/);
  await ben.page.getByLabel('Username').fill('ben');
  await ben.page.getByLabel('Password').fill(PASSWORD);
  await ben.page.getByRole('button', { name: 'Log in' }).click();
  await expect(ben.page.getByText('This account is disabled.')).toBeVisible();
});

for (const locale of ['en-US', 'fr-FR']) {
  test(`the pages of administrators are accessible and fit a phone in the language of ${locale}`, async ({
    arrive,
    startBuiltServer,
  }) => {
    const server = await startBuiltServer();
    await arrive('Benedikt-with-a-long-username', { server });
    const options = { viewport: { width: 390, height: 844 }, hasTouch: true, locale };
    const { page } = await arrive('Ann', { server, options });
    const check = async (what: string) => {
      await expectFits(page);
      await expectAccessible(page, what);
    };
    await page.goto(await linkOf(server));
    await check('the page behind the link');
    await page.locator('main button').click();
    await check('the list');
    await page.goto('/admin?search=zz');
    await check('a search without a result');
    await page.goto('/admin');
    for (const href of await page.locator('.listed__actions a').evaluateAll(hrefs)) {
      await page.goto(href);
      await check(href);
    }
    await page.locator('main button').click();
    await check('a refused action');
    await page.locator('#adminPassword').fill(PASSWORD);
    await page.locator('main button').click();
    await check('a temporary password');
  });
}

function hrefs(links: Element[]): string[] {
  return links.map((link) => link.getAttribute('href') ?? '');
}

async function expectFits(page: Page): Promise<void> {
  const widths = () => page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
  const [content = 0, screen = 0] = await widths();
  expect(content, page.url()).toBeLessThanOrEqual(screen);
}
