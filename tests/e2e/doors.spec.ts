import { expectAccessible } from './support/accessibility.js';
import { saveSettings } from './support/meetings.js';
import { SCREENS } from './support/screens.js';
import { expect, test } from './support/test.js';

const PASSWORD = 'seven blue kites';
const UNUSED = 'Nobody has used this code yet. Check it, or start a meeting with it.';

for (const viewport of SCREENS) {
  const size = `${viewport.width}×${viewport.height}`;

  test(`${size}: a person with a mistyped code is told before the join, and corrects the code`, async ({
    arrive,
    code,
  }) => {
    const [ann, ben] = [await arrive('Ann'), await arrive('Ben', { options: { viewport } })];
    await ann.join(code);
    const { page } = ben;
    await page.goto('/home');
    await page.getByLabel('Meeting code').fill(`${code}x`);
    await page.keyboard.press('Enter');
    await expect(page.getByText(UNUSED)).toBeInViewport({ ratio: 1 });
    await expect(ben.joinButton).toBeInViewport({ ratio: 1 });
    await expect(ben.joinButton).toHaveAccessibleDescription(/Nobody has used this code yet/);
    await expectAccessible(page, `the page before the call with an unused code at ${size}`);

    await page.getByRole('link', { name: 'Check the code' }).click();
    const field = page.getByLabel('Meeting code');
    await expect(field).toHaveValue(`${code}x`);
    await expect(field).toBeFocused();
    await field.press('End');
    await field.press('Backspace');
    await field.press('Enter');
    await expect(page).toHaveURL(new RegExp(`/room/${code}$`));
    await expect(page.getByText('One person is here.')).toBeVisible();
    await expect(page.getByText(UNUSED)).toBeHidden();
  });

  test(`${size}: the login and the registration name the meeting and offer equal ways into it`, async ({
    arrive,
    code,
  }) => {
    const { page } = await arrive('Gil', { account: false, options: { viewport } });
    await page.goto(`/room/${code}`);
    const card = page.getByRole('region', { name: 'You’re invited to a meeting' });
    await expect(card).toContainText(code);
    await expect(card.getByRole('link', { name: 'Join as a guest' })).toBeHidden();
    const here = card.getByText('Log in', { exact: true });
    const there = card.getByRole('link', { name: 'Create account' });
    await expect(here).toHaveAttribute('aria-current', 'page');
    const [first, second] = [await here.boundingBox(), await there.boundingBox()];
    expect(second?.width).toBeCloseTo(first?.width ?? 0, 0);
    expect(second?.height).toBe(first?.height);
    expect(second?.y).toBe(first?.y);
    await expect(there).toBeInViewport({ ratio: 1 });
    await expectAccessible(page, `the login of an invited person at ${size}`);

    await there.click();
    await expect(card).toContainText(code);
    await expect(card.getByText('Create account')).toHaveAttribute('aria-current', 'page');
    await expectAccessible(page, `the registration of an invited person at ${size}`);
    await page.getByLabel('Username').fill('!');
    await page.getByRole('button', { name: 'Create account' }).click();
    await expect(card, 'also after a refusal').toContainText(code);
    await card.getByRole('link', { name: 'Log in' }).click();
    await page.getByLabel('Username').fill('nobody');
    await page.getByLabel('Password').fill('wrong password');
    await page.getByRole('button', { name: 'Log in' }).click();
    await expect(page.getByRole('alert')).toBeVisible();
    await expect(card, 'also after a refusal').toContainText(code);
  });
}

test('the notice about an unused code goes when somebody else starts the meeting', async ({
  arrive,
  code,
}) => {
  const [ann, ben] = [await arrive('Ann'), await arrive('Ben')];
  await ben.openRoom(code);
  await expect(ben.page.getByText(UNUSED)).toBeVisible();
  await ann.join(code);
  await expect(ben.page.getByText('One person is here.')).toBeVisible();
  await expect(ben.page.getByText(UNUSED)).toBeHidden();
  await ben.page.reload();
  await expect(ben.page.getByText('One person is here.')).toBeVisible();
  await expect(ben.page.getByText(UNUSED)).toBeHidden();
});

test('a stranger learns the title, and the way in as a guest, only of a meeting that every guest may enter', async ({
  arrive,
  code,
}) => {
  const ann = await arrive('Ann');
  await ann.join(code);
  const gus = await arrive('Gus', { account: false });
  const card = gus.page.getByRole('region', { name: 'You’re invited to a meeting' });
  const guest = card.getByRole('link', { name: 'Join as a guest' });
  const login = `/login?next=${encodeURIComponent(`/room/${code}`)}`;
  const unknown = await gus.page.context().request.get(`/login?next=${encodeURIComponent(`/room/${code}x`)}`);
  const strangers = (await unknown.text()).replaceAll(`${code}x`, code);

  for (const settings of [{ access: 'open' }, { access: 'knock' }, { access: 'invited' }] as const) {
    await saveSettings(ann, code, settings);
    const known = await gus.page.context().request.get(login);
    expect(await known.text(), 'the same as for a code that nobody has used').toBe(strangers);
  }
  await saveSettings(ann, code, { allowGuests: true, passcode: 'open sesame' });
  await gus.page.goto(login);
  await expect(guest).toBeVisible();
  await expect(card).not.toContainText('Weekly planning');

  const open = `${code}-open`;
  await ann.leave();
  await ann.join(open);
  await saveSettings(ann, open, { allowGuests: true });
  await gus.page.goto(`/login?next=${encodeURIComponent(`/room/${open}`)}`);
  await expect(card).toContainText('Weekly planning');
  await expectAccessible(gus.page, 'the login of a person who may also be a guest');
  await guest.click();
  await expect(gus.page.getByRole('heading', { name: 'Ready to join?' })).toBeVisible();
  await expect(gus.page.locator('#prejoin')).toContainText('Weekly planning');
});

test('an invited person comes through either way into the meeting', async ({ arrive, code }) => {
  const { page } = await arrive('Gil', { account: false, options: { javaScriptEnabled: false } });
  await page.goto(`/room/${code}`);
  await page.getByRole('link', { name: 'Create account' }).click();
  await page.getByLabel('Name', { exact: true }).fill('Gil');
  await page.getByLabel('Username').fill(code);
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Create account' }).click();
  await expect(page).toHaveURL(new RegExp(`/room/${code}$`));
  await page.goto('/home');
  await page.getByRole('button', { name: 'Log out' }).click();

  await page.goto(`/register?next=${encodeURIComponent(`/room/${code}`)}`);
  await page.getByRole('link', { name: 'Log in' }).click();
  await page.getByLabel('Username').fill(code);
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Log in' }).click();
  await expect(page).toHaveURL(new RegExp(`/room/${code}$`));
});
