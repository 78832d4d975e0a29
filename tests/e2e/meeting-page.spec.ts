import { expectAccessible } from './support/accessibility.js';
import { tabTo } from './support/keyboard.js';
import { statusOf, withoutTalkingWarning } from './support/meetings.js';
import { expectCamera } from './support/tile-checks.js';
import { expect, test } from './support/test.js';

test('a host changes who may enter with the keyboard alone, and the page before the call follows', async ({
  arrive,
  code,
}) => {
  const [ann, ben] = [await arrive('Ann'), await arrive('Ben')];
  await ann.join(code);
  await ann.leave();
  await ben.openRoom(code);
  const { page } = ann;
  await page.goto(`/room/${code}`);
  await tabTo(page, page.getByRole('link', { name: 'Meeting settings' }).first());
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: code })).toBeVisible();
  await expectAccessible(page, 'the page of a meeting');

  await tabTo(page, page.getByLabel('Title'));
  await page.keyboard.type('Weekly planning');
  await tabTo(page, page.getByRole('radio', { name: 'Everyone with the code' }));
  await page.keyboard.press('ArrowDown');
  await expect(page.getByRole('radio', { name: 'People you let in' })).toBeChecked();
  await tabTo(page, page.getByLabel('Passcode'));
  await page.keyboard.type('abc');
  await page.keyboard.press('Enter');
  await expect(page.getByText('Use at least 4 characters.')).toBeVisible();
  await expect(page.getByLabel('Passcode')).toBeFocused();
  await expectAccessible(page, 'the page of a meeting with a problem');

  await page.keyboard.type('blue kites');
  await tabTo(page, page.getByRole('checkbox', { name: 'Guests can join' }));
  await page.keyboard.press('Space');
  await page.keyboard.press('Enter');
  await expect(page.getByText('Your changes have been saved.')).toBeVisible();
  await expect(page.getByRole('heading', { level: 1, name: 'Weekly planning' })).toBeVisible();

  await expect(ben.page.getByLabel('Passcode', { exact: true })).toBeVisible();
  await expect(ben.page.getByText(/The host lets people in/)).toBeVisible();
});

test('without JavaScript a host admits, mutes, removes and ends the call from the page of the meeting', async ({
  arrive,
  code,
}) => {
  const [ann, ben, cem] = [await arrive('Ann'), await arrive('Ben'), await arrive('Cem')];
  await withoutTalkingWarning(cem);
  await ann.join(code);
  await ann.leave();
  const { page } = await arrive('Ann', { options: { javaScriptEnabled: false } });
  await page.goto(`/meetings/${code}`);
  await page.getByRole('radio', { name: 'People you let in' }).check();
  await page.getByLabel('Invited people', { exact: true }).fill('ben');
  await page.getByRole('button', { name: 'Save' }).click();
  await ben.join(code);
  await cem.openRoom(code);
  await cem.joinButton.click();
  await expect(cem.page.getByText('Waiting to be let in…').first()).toBeVisible();

  await page.getByRole('link', { name: 'Refresh' }).click();
  await expect(page.getByRole('list', { name: 'Waiting to be let in' })).toContainText('Cem');
  // The checks need JavaScript.
  await ann.page.goto(`/meetings/${code}`);
  await expectAccessible(ann.page, 'the page of a meeting with people in it');
  await page.getByRole('button', { name: 'Admit' }).click();
  await expect(cem.ownTile('camera')).toBeVisible();
  cem.id = (await cem.ownTile('camera').getAttribute('data-participant')) ?? '';
  await expectCamera(ben.tileOf(cem));

  await page.getByRole('link', { name: 'Refresh' }).click();
  const person = page
    .getByRole('list', { name: 'In the call' })
    .getByRole('listitem')
    .filter({ hasText: 'Cem' });
  await person.getByRole('button', { name: 'Mute' }).click();
  await expect(statusOf(cem, 'Ann muted you')).toBeAttached();
  await expect(cem.button('Microphone')).toHaveAttribute('aria-pressed', 'false');
  await person.getByRole('button', { name: 'Remove' }).click();
  await expect(cem.page.getByRole('heading', { name: 'You were removed from this meeting' })).toBeVisible();
  await expect(ben.tileOf(cem)).toHaveCount(0);

  await page.getByText('End the call for everyone').click();
  await page.getByRole('button', { name: 'End for all' }).click();
  await expect(ben.page.getByRole('heading', { name: /ended the call/ })).toBeVisible();
  await expect(page.getByText('No one is in the call right now.')).toBeVisible();
});
