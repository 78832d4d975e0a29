import { expect, test } from './support/test.js';

const PASSWORD = 'seven blue kites';

test('registration, login, logout and the way back to a guarded page work without JavaScript', async ({
  arrive,
  code,
}) => {
  const { page } = await arrive('Noa', { account: false, options: { javaScriptEnabled: false } });
  const username = code.replace('test-', 'noa-');
  const field = (label: string) => page.getByLabel(label, { exact: true });

  await page.goto('/history');
  await expect(page).toHaveURL(/\/login\?next=/);
  await page.getByRole('link', { name: 'Create account' }).first().click();
  await expect(page.getByRole('heading', { name: 'Create account' })).toBeVisible();

  await field('Name').fill('Noa Lind');
  await field('Username').fill('!');
  await field('Password').fill('short');
  await page.getByRole('button', { name: 'Create account' }).click();
  await expect(page).toHaveTitle(/^Error:/);
  await expect(field('Name')).toHaveValue('Noa Lind');
  await expect(field('Username')).toHaveValue('!');
  await expect(field('Password')).toHaveValue('');
  await expect(field('Name')).not.toHaveAttribute('aria-invalid', 'true');
  for (const [label, problem] of [
    ['Username', /Use at least 2 characters\./],
    ['Password', /Use at least 8 characters\./],
  ] as const) {
    await expect(field(label)).toHaveAttribute('aria-invalid', 'true');
    await expect(field(label)).toHaveAccessibleDescription(problem);
  }
  await field('Username').fill(username);
  await field('Password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Create account' }).click();
  await expect(page).toHaveURL(/\/history$/);
  await expect(page.getByText('No meetings yet.')).toBeVisible();

  await page.getByRole('button', { name: 'Log out' }).click();
  await page.goto('/home');
  await expect(page).toHaveURL(/\/login\?next=/);
  await field('Username').fill(username.toUpperCase());
  await field('Password').fill('something else');
  await page.getByRole('button', { name: 'Log in' }).click();
  const refusal = page.getByRole('alert');
  await expect(refusal).toContainText('Wrong username or password.');
  const sentence = await refusal.textContent();
  await expect(field('Username')).toHaveValue(username.toUpperCase());
  await field('Username').fill(`${username}x`);
  await field('Password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Log in' }).click();
  await expect(refusal).toHaveText(sentence ?? '');
  await field('Username').fill(username);
  await field('Password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Log in' }).click();
  await expect(page).toHaveURL(/\/home$/);
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Noa Lind');
});

test('a new meeting without JavaScript says that it needs JavaScript', async ({ arrive }) => {
  const { page } = await arrive('Nil', { options: { javaScriptEnabled: false } });
  await page.goto('/home');
  await page.getByRole('button', { name: 'New meeting' }).click();
  await expect(page).toHaveURL(/\/room\/[a-z]{3}-[a-z]{4}-[a-z]{3}$/);
  // Playwright’s text locators ignore <noscript>.
  const sentence = page.locator('noscript p');
  await expect(sentence).toBeVisible();
  await expect(sentence).toContainText('Video meetings need JavaScript.');
  await expect(page.getByRole('button', { name: 'Join now' })).toBeHidden();
});

test('a meeting code is understood however it is typed', async ({ arrive, server }) => {
  const { page } = await arrive('Ann', { options: { javaScriptEnabled: false } });
  for (const typed of [
    'ABC defg HJK',
    ' abc-defg-hjk ',
    'abcdefghjk',
    `${server.origin}/room/abc-defg-hjk?x=1`,
  ]) {
    await page.goto('/home');
    await page.getByLabel('Meeting code').fill(typed);
    await page.getByRole('button', { name: 'Join', exact: true }).click();
    await expect(page).toHaveURL(/\/room\/abc-defg-hjk$/);
  }
});

test('a link to a meeting leads through the registration to the meeting', async ({ arrive, code }) => {
  const { page } = await arrive('Guest', { account: false });
  await page.goto(`/room/${code}`);
  await expect(page).toHaveURL(/\/login\?next=/);
  await page.getByRole('link', { name: 'Create account' }).last().click();
  await page.getByLabel('Name', { exact: true }).fill('Gil');
  await page.getByLabel('Username').fill(code);
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Create account' }).click();
  await expect(page).toHaveURL(new RegExp(`/room/${code}$`));
  await expect(page.getByRole('heading', { name: 'Ready to join?' })).toBeVisible();
});
