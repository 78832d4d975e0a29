import { expect, test } from '../support/e2e-test.js';

const PASSWORD = 'seven blue kites';

test('without JavaScript one makes an account, logs out and in, and finds the way to a guarded page', async ({
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
  for (const label of ['Username', 'Password']) {
    await expect(field(label)).toHaveAttribute('aria-invalid', 'true');
    await expect(field(label)).toHaveAccessibleDescription(/Use /);
  }
  await field('Username').fill(username);
  await field('Password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Create account' }).click();
  await expect(page).toHaveURL(/\/history$/);
  await expect(page.getByText('No meetings here yet.')).toBeVisible();

  await page.getByRole('button', { name: 'Log out' }).click();
  await page.goto('/home');
  await expect(page).toHaveURL(/\/login\?next=/);
  await field('Username').fill(username.toUpperCase());
  await field('Password').fill('something else');
  await page.getByRole('button', { name: 'Log in' }).click();
  const refusal = page.getByRole('alert');
  await expect(refusal).toContainText('wrong');
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

test('without JavaScript one makes a meeting, and reads that the meeting itself needs it', async ({
  arrive,
}) => {
  const { page } = await arrive('Nil', { options: { javaScriptEnabled: false } });
  await page.goto('/home');
  await page.getByRole('button', { name: 'New meeting' }).click();
  await expect(page).toHaveURL(/\/room\/[a-z]{3}-[a-z]{4}-[a-z]{3}$/);
  // Searches by text pass over <noscript>.
  const sentence = page.locator('noscript p');
  await expect(sentence).toBeVisible();
  await expect(sentence).toContainText('A video meeting needs JavaScript.');
  await expect(page.getByRole('button', { name: 'Join now' })).toBeHidden();
});

test('a meeting code is understood however it is typed', async ({ arrive, server }) => {
  const { page } = await arrive('Ann', { options: { javaScriptEnabled: false } });
  for (const typed of [
    'ABC defg HIJ',
    ' abc-defg-hij ',
    'abcdefghij',
    `${server.origin}/room/abc-defg-hij?x=1`,
  ]) {
    await page.goto('/home');
    await page.getByLabel('Meeting code').fill(typed);
    await page.getByRole('button', { name: 'Join', exact: true }).click();
    await expect(page).toHaveURL(/\/room\/abc-defg-hij$/);
  }
});

test('who follows a link to a meeting logs in and is there', async ({ arrive, code }) => {
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
