import { expectAccessible } from './support/accessibility.js';
import { tabTo } from './support/keyboard.js';
import { expect, test } from './support/test.js';

const PASSWORD = 'seven blue kites';

test('on a closed server, a person registers with a link of the administrator and reaches the page they wanted', async ({
  arrive,
  startBuiltServer,
}) => {
  const open = await startBuiltServer();
  // The first account is created while registration is open, and the link for the administrator is in the output.
  const ann = await arrive('Ann', { server: open });
  const claim = () => /\/admin\/claim\?token=[\w-]+/.exec(open.output)?.[0] ?? '';
  await expect.poll(claim).not.toBe('');
  await ann.page.goto(claim());
  await ann.page.getByRole('button', { name: 'Become administrator' }).click();
  await open.restart({ REGISTRATION: 'closed' });

  const { page } = ann;
  await page.goto('/admin');
  await page.getByRole('link', { name: 'Create a sign-up link' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Sign-up links');
  await tabTo(page, page.getByLabel('Number of accounts'));
  await page.keyboard.press('ControlOrMeta+A');
  await page.keyboard.type('2');
  await tabTo(page, page.getByLabel('Your own password'));
  await page.keyboard.type(PASSWORD);
  await page.keyboard.press('Enter');
  const link = await page.getByLabel('New sign-up link').inputValue();
  await expect(page.getByText('0 of 2 accounts created')).toBeVisible();
  await expectAccessible(page, 'the page with a new link');

  const ben = await arrive('Ben', {
    server: open,
    account: false,
    options: { javaScriptEnabled: false, viewport: { width: 390, height: 844 } },
  });
  await ben.page.goto('/register');
  await expect(ben.page.getByText('Sign-up is closed on this server.')).toBeVisible();
  await ben.page.goto(`${link}&next=%2Fhistory`);
  const register = async (username: string) => {
    await ben.page.getByLabel('Name', { exact: true }).fill('Ben');
    await ben.page.getByLabel('Username').fill(username);
    await ben.page.getByLabel('Password').fill(PASSWORD);
    await ben.page.getByRole('button', { name: 'Create account' }).click();
  };
  await register('ann');
  await expect(ben.page.getByText('This username is taken.')).toBeVisible();
  await register('ben');
  await expect(ben.page).toHaveURL(/\/history$/);

  await page.goto('/admin/sign-up-links');
  await expect(page.getByText('1 of 2 accounts created')).toBeVisible();
  await page.getByRole('button', { name: 'Revoke' }).click();
  await expect(page.getByRole('status')).toContainText('The link doesn’t work any more.');
  const cem = await arrive('Cem', { server: open, account: false });
  await cem.page.goto(link);
  await expect(cem.page.getByText('This sign-up link doesn’t work.')).toBeVisible();
});
