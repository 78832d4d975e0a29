import { expectAccessible } from './support/accessibility.js';
import { tabTo } from './support/keyboard.js';
import { expect, test } from './support/test.js';

test('a person creates, uses and revokes an API token with the keyboard alone', async ({
  arrive,
  server,
  code,
}) => {
  const { page } = await arrive(`Tok-${code.slice(-6)}`);
  const section = page.getByRole('region', { name: 'API tokens' });
  const rows = section.getByRole('listitem');
  /** Asks as a program, without the cookie of the page. */
  const statusWith = async (token: string) => {
    const headers = { Authorization: `Bearer ${token}` };
    return (await fetch(`${server.origin}/api/v1/me`, { headers })).status;
  };

  await page.goto('/account');
  await tabTo(page, section.getByLabel('Token name'));
  await page.keyboard.type('Nightly backup');
  await tabTo(page, section.getByRole('radio', { name: 'Read only' }));
  await page.keyboard.press('ArrowDown');
  await expect(section.getByRole('radio', { name: 'Read and write' })).toBeChecked();
  await tabTo(page, section.getByLabel('Valid for'));
  await page.keyboard.type('90');
  await tabTo(page, section.getByLabel('Your password'));
  await page.keyboard.type('not my password');
  await page.keyboard.press('Enter');

  await expect(page).toHaveTitle(/^Error:/);
  const password = section.getByLabel('Your password');
  await expect(password).toBeFocused();
  await expect(password).toHaveAccessibleDescription(/isn’t your current password/);
  await expect(section.getByLabel('Token name')).toHaveValue('Nightly backup');
  await expect(section.getByRole('radio', { name: 'Read and write' })).toBeChecked();
  await expect(section.getByLabel('Valid for')).toHaveValue('90');
  await expectAccessible(page, 'a refused token');
  await page.keyboard.type('seven blue kites');
  await page.keyboard.press('Enter');

  const created = section.getByRole('textbox', { name: 'Your new token' });
  await expect(created).toBeFocused();
  await expect(created).toHaveAccessibleDescription(/can’t be shown again/);
  const token = await created.inputValue();
  expect(token).toMatch(/^parley_[\w-]{43}$/);
  await page.keyboard.press('ControlOrMeta+a');
  expect(await created.evaluate((field: HTMLTextAreaElement) => field.selectionEnd)).toBe(token.length);
  await page.keyboard.type('x');
  await expect(created).toHaveValue(token);
  await expect(rows).toHaveCount(1);
  await expect(rows).toContainText(/Nightly backup.*Read and write.*Never used/s);
  await expectAccessible(page, 'a new token');
  expect(await statusWith(token)).toBe(200);

  await page.goto('/account');
  await expect(created).toHaveCount(0);
  await expect(rows).toContainText(/Last used:/);
  const revoke = section.getByRole('button', { name: 'Revoke', exact: true });
  await expect(revoke).toHaveAccessibleDescription('Nightly backup');
  await tabTo(page, revoke);
  await page.keyboard.press('Enter');
  await expect(section.getByRole('status')).toHaveText(
    'The token has been revoked. Programs can no longer use it.',
  );
  await expect(rows).toHaveCount(0);
  expect(await statusWith(token)).toBe(401);
});

test('an API token is created and revoked without JavaScript', async ({ arrive, code }) => {
  const { page } = await arrive(`Tok-${code.slice(-6)}`, { options: { javaScriptEnabled: false } });
  const section = page.getByRole('region', { name: 'API tokens' });
  await page.goto('/account');
  await section.getByLabel('Token name').fill('Bot');
  await section.getByLabel('Your password').fill('seven blue kites');
  await section.getByRole('button', { name: 'Create token' }).click();
  await expect(section.getByLabel('Your new token')).toHaveValue(/^parley_/);
  await section.getByRole('button', { name: 'Revoke' }).click();
  await expect(section.getByText('You have no tokens.')).toBeVisible();
});
