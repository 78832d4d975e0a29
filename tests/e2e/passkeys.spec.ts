import type { Page } from '@playwright/test';
import { expectAccessible } from './support/accessibility.js';
import { tabTo } from './support/keyboard.js';
import { expect, test } from './support/test.js';
import { VirtualAuthenticator } from './support/virtual-authenticator.js';

const PASSWORD = 'seven blue kites';

/** Registers an account with the username and opens its account page. */
async function register(page: Page, username: string, origin = ''): Promise<void> {
  await page.goto(`${origin}/register`);
  await page.getByLabel('Name', { exact: true }).fill('Pia Key');
  await page.getByLabel('Username').fill(username);
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Create account' }).click();
  await expect(page).toHaveURL(/\/home$/);
  await page.goto(`${origin}/account`);
}

/** Adds a passkey on the account page. Resolves with the recovery codes that the page then shows. */
async function addFirstPasskey(page: Page, name: string): Promise<string[]> {
  await page.getByLabel('Passkey name').fill(name);
  await page.getByRole('button', { name: 'Add passkey' }).click();
  await expect(page.getByRole('heading', { name: 'Your recovery codes' })).toBeVisible();
  const codes = await page.locator('.codes li').allTextContents();
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.getByRole('button', { name: 'Copy codes' }).click();
  await expect(page.getByText('The codes have been copied.')).toBeVisible();
  await expectAccessible(page, 'the recovery codes');
  await page.getByRole('link', { name: 'Done' }).click();
  return codes.map((code) => code.trim());
}

async function turnOnSecondFactor(page: Page): Promise<void> {
  await page.getByLabel('Ask for a passkey after the password').check();
  await page.getByRole('button', { name: 'Apply' }).click();
  await expect(page.getByRole('status')).toHaveText(/now asks for a passkey/);
}

async function logOut(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Log out' }).click();
  await expect(page).toHaveURL(/\/$/);
}

async function sendPassword(page: Page, username: string): Promise<void> {
  await page.goto('/login');
  await page.getByLabel('Username').fill(username);
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Log in' }).click();
}

test('a person adds a passkey, and logs in with it without typing a username', async ({ arrive, code }) => {
  const { page } = await arrive('Pia', { account: false });
  const authenticator = await VirtualAuthenticator.plugIn(page);
  await register(page, code);
  await expect(page.getByRole('heading', { level: 2, name: 'Passkeys' })).toBeVisible();
  await expect(page.getByLabel('Ask for a passkey after the password')).toBeDisabled();
  const codes = await addFirstPasskey(page, 'Laptop');
  expect(new Set(codes).size).toBe(10);
  for (const recoveryCode of codes) expect(recoveryCode).toMatch(/^(?:[0-9a-z]{4}-){5}[0-9a-z]{4}$/);
  await expect(page.getByText('You have 10 recovery codes left.')).toBeVisible();
  await expect(page.getByText('Never used')).toBeVisible();
  expect(await authenticator.count()).toBe(1);

  await logOut(page);
  await page.goto('/history');
  await page.getByRole('button', { name: 'Use a passkey' }).click();
  await expect(page).toHaveURL(/\/history$/);
  await page.goto('/account');
  await expect(page.getByText('Never used')).toBeHidden();
  await expect(page.getByText('Last used:').first()).toBeVisible();
  await expectAccessible(page, 'the account page with a passkey');
});

test('a device that does not recognise the person gives no login', async ({ arrive, code }) => {
  const { page } = await arrive('Pia', { account: false });
  const authenticator = await VirtualAuthenticator.plugIn(page);
  await register(page, code);
  await addFirstPasskey(page, 'Laptop');
  await logOut(page);
  await authenticator.recognisePerson(false);
  await page.goto('/login');
  await page.getByRole('button', { name: 'Use a passkey' }).click();
  await expect(page.getByRole('alert')).toHaveText(/No passkey was used\./);
  await page.goto('/home');
  await expect(page).toHaveURL(/\/login\?next=/);
});

test('with a second factor, the password alone opens nothing, and a passkey completes the login', async ({
  arrive,
  code,
}) => {
  const { page } = await arrive('Pia', { account: false });
  await VirtualAuthenticator.plugIn(page);
  await register(page, code);
  await addFirstPasskey(page, 'Laptop');
  await turnOnSecondFactor(page);
  await logOut(page);

  await sendPassword(page, code);
  await expect(page.getByRole('heading', { name: 'Second factor' })).toBeVisible();
  for (const path of ['/home', '/account', '/room/abc-defg-hjk']) {
    const { url } = await page.request.get(path).then((answer) => ({ url: answer.url() }));
    expect(url).toContain('/login?next=');
  }
  expect((await page.request.get('/api/v1/me')).status()).toBe(401);
  await expectAccessible(page, 'the second step of a login');
  await page.getByRole('button', { name: 'Use a passkey' }).click();
  await expect(page).toHaveURL(/\/home$/);
  await logOut(page);
  await page.goto('/login');
  await page.getByRole('button', { name: 'Use a passkey' }).click();
  await expect(page, 'a passkey alone is enough').toHaveURL(/\/home$/);
});

test('a recovery code replaces the passkey once, and needs no JavaScript', async ({ arrive, code }) => {
  const { page } = await arrive('Pia', { account: false });
  await VirtualAuthenticator.plugIn(page);
  await register(page, code);
  const [recoveryCode = '', other = ''] = await addFirstPasskey(page, 'Laptop');
  await turnOnSecondFactor(page);

  const plain = await arrive('Old', { account: false, options: { javaScriptEnabled: false } });
  const logIn = async (typed: string) => {
    await sendPassword(plain.page, code);
    await expect(plain.page.getByRole('button', { name: 'Use a passkey' })).toBeHidden();
    await plain.page.getByLabel('Recovery code').fill(typed);
    await plain.page.getByRole('button', { name: 'Continue' }).click();
  };
  await logIn(recoveryCode.toUpperCase().replaceAll('-', ' '));
  await expect(plain.page).toHaveURL(/\/home$/);
  await plain.page.goto('/account');
  await expect(plain.page.getByText('You have 9 recovery codes left.')).toBeVisible();
  await expect(
    plain.page.locator('noscript p').filter({ hasText: 'Passkeys need JavaScript' }),
  ).toBeVisible();
  await expect(plain.page.getByRole('button', { name: 'Add passkey' })).toBeHidden();

  await logOut(plain.page);
  await logIn(recoveryCode);
  await expect(plain.page.getByText('This code is wrong or has been used.')).toBeVisible();
  await plain.page.getByLabel('Recovery code').fill(other);
  await plain.page.getByRole('button', { name: 'Continue' }).click();
  await expect(plain.page).toHaveURL(/\/home$/);

  // Without JavaScript, people can still remove a passkey.
  await plain.page.goto('/account');
  await plain.page.getByRole('button', { name: 'Remove Laptop' }).click();
  await plain.page.getByLabel('Your password').fill(PASSWORD);
  await plain.page.getByRole('button', { name: 'Remove passkey' }).click();
  await expect(plain.page.getByRole('status')).toHaveText('The passkey has been removed.');
});

test('a removed passkey logs nobody in, and the second factor goes with the last one', async ({
  arrive,
  code,
}) => {
  const { page } = await arrive('Pia', { account: false });
  await VirtualAuthenticator.plugIn(page);
  await register(page, code);
  await addFirstPasskey(page, 'Laptop');
  await turnOnSecondFactor(page);
  await page.getByRole('button', { name: 'Remove Laptop' }).click();
  await expect(page.getByText(/It’s your last passkey\./)).toBeVisible();
  await expectAccessible(page, 'the page to confirm a removal');
  await page.getByRole('button', { name: 'Use a passkey instead' }).click();
  await expect(page.getByRole('status')).toHaveText('The passkey has been removed.');
  await expect(page.getByLabel('Ask for a passkey after the password')).toBeDisabled();
  await logOut(page);

  await page.goto('/login');
  await page.getByRole('button', { name: 'Use a passkey' }).click();
  await expect(page.getByRole('alert')).toHaveText(/Parley doesn’t accept this passkey\./);
  await expectAccessible(page, 'a refused passkey');
  await sendPassword(page, code);
  await expect(page, 'the password alone is enough again').toHaveURL(/\/home$/);
});

test('passkeys can be added and used with the keyboard alone', async ({ arrive, code }) => {
  const { page, errors } = await arrive('Pia', { account: false });
  await VirtualAuthenticator.plugIn(page);
  await register(page, code);
  await page.getByLabel('Passkey name').focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('alert')).toHaveText('Enter a name for the passkey.');
  expect(errors.splice(0)).toEqual([expect.stringContaining('status of 422')]); // the browser logs the refusal
  await page.keyboard.type('Laptop');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Your recovery codes' })).toBeVisible();
  await page.getByRole('link', { name: 'Done' }).press('Enter');
  await page.waitForURL(/\/account#passkeys$/);
  await expect(page.getByRole('button', { name: 'Add passkey' })).toBeVisible();
  await tabTo(page, page.getByLabel('Passkey name'));
  await page.keyboard.type('Laptop again');
  await page.keyboard.press('Tab');
  await expect(page.getByRole('button', { name: 'Add passkey' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('alert')).toHaveText('This device already has a passkey for your account.');
  await expectAccessible(page, 'a passkey that was not added');
  await logOut(page);
  await page.goto('/login');
  await page.getByLabel('Password').focus();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await expect(page.getByRole('button', { name: 'Use a passkey' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/home$/);
});

test('at an IP address the pages offer no passkeys and say why', async ({ launch, server, code }) => {
  const origin = server.origin.replace('localhost', '127.0.0.1');
  const page = await (await launch('call')).newPage({ baseURL: origin });
  await page.goto(`${origin}/login`);
  await expect(page.getByRole('button', { name: 'Log in' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Use a passkey' })).toHaveCount(0);
  await register(page, code, origin);
  await expect(
    page.getByText(/Passkeys don’t work when the address of the page is an IP address\./),
  ).toBeVisible();
  await expect(page.getByRole('button', { name: 'Add passkey' })).toHaveCount(0);
});

test('behind a proxy that hides the address, the pages offer no passkeys and say what is missing', async ({
  arrive,
  startBuiltServer,
  code,
}) => {
  const server = await startBuiltServer({ TRUST_PROXY: '1' });
  const { page, errors } = await arrive('Pia', { account: false, server });
  await page.setExtraHTTPHeaders({ 'x-forwarded-host': 'backend.example' });
  await register(page, code);
  await expect(page.getByText('Ask the administrator of this server to set PUBLIC_URL.')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Add passkey' })).toBeHidden();
  await logOut(page);
  await page.goto('/login');
  await expect(page.getByRole('button', { name: 'Log in' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Use a passkey' })).toBeHidden();
  // The server takes the page for a foreign one, and refuses its socket.
  const others = errors.splice(0).filter((error) => !error.includes('status of 400'));
  expect(others).toEqual([]);
});
