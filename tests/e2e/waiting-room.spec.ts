import { expectAccessible } from './support/accessibility.js';
import { saveSettings, statusOf } from './support/meetings.js';
import { expectAdvancing, expectCamera } from './support/tile-checks.js';
import { expect, test } from './support/test.js';

test('a person waits until a host lets them in, and is then seen and sees the others', async ({
  arrive,
  code,
}) => {
  const ann = await arrive('Ann');
  await ann.join(code);
  await saveSettings(ann, code, { access: 'knock' });
  const ben = await arrive('Ben');
  await ben.openRoom(code);
  await expect(ben.page.getByText('One person is here.')).toBeVisible();
  await expect(ben.page.getByText('The host lets people in and sees your name and username.')).toBeVisible();
  await expect(ben.page.locator('#prejoin')).not.toContainText('Ann');
  await expectAccessible(ben.page, 'the page before a call with a waiting room');

  await ben.joinButton.click();
  const stop = ben.page.getByRole('button', { name: 'Stop waiting' });
  await expect(stop).toBeFocused();
  // The notice for the host stays for some seconds.
  await expect(statusOf(ann, 'Ben is waiting to be let in.')).toBeAttached();
  await expect(ann.toolbar.locator('#people-button .badge')).toHaveAttribute('data-count', '1');
  await ann.page.getByRole('button', { name: 'View' }).click();
  await expect(ben.page.getByText('Waiting to be let in…')).toBeVisible();
  await expect(statusOf(ben, 'You’re in the waiting room.')).toBeAttached();
  await expect(ben.page).toHaveTitle(/^Waiting to be let in/);
  await expectAccessible(ben.page, 'the waiting room');
  await expectAdvancing(ben.page.locator('.preview')); // it stands still for a moment while the page joins
  await ben.toggle('Camera');
  await expect(ben.button('Camera')).toHaveAttribute('aria-pressed', 'false');
  await ben.toggle('Camera');

  const people = ann.page.getByRole('region', { name: 'People', exact: true });
  await expect(people.getByRole('heading', { name: 'Waiting (1)' })).toBeVisible();
  const row = people.getByRole('listitem', { name: 'Ben', exact: true });
  await expect(row).toContainText('@ben');
  await expect(row.getByRole('button', { name: 'Admit', exact: true })).toHaveAccessibleDescription('Ben');
  await expect(ann.page.getByRole('button', { name: 'View' })).toHaveCount(0);
  await expectAccessible(ann.page, 'the people panel with a waiting room');
  await row.getByRole('button', { name: 'Admit', exact: true }).click();

  await expect(ben.ownTile('camera')).toBeVisible();
  await expect(ben.button('Microphone')).toBeFocused();
  await expect(ben.page).toHaveTitle(/^●/);
  ben.id = (await ben.ownTile('camera').getAttribute('data-participant')) ?? '';
  await expectCamera(ben.tileOf(ann));
  await expectCamera(ann.tileOf(ben));
  await expect(people.getByRole('heading', { name: /Waiting/ })).toBeHidden();
  await expect(ann.toolbar.locator('#people-button .badge')).toBeHidden();
});

test('a host refuses one person and lets all others in at once', async ({ arrive, code }) => {
  const ann = await arrive('Ann');
  await ann.join(code);
  await saveSettings(ann, code, { access: 'knock' });
  const [ben, cid, dan] = [await arrive('Ben'), await arrive('Cid'), await arrive('Dan')];
  const people = await ann.openPanel('People');
  for (const [index, person] of [ben, cid, dan].entries()) {
    await person.openRoom(code);
    await person.joinButton.click();
    await expect(people.getByRole('heading', { name: `Waiting (${index + 1})` })).toBeVisible();
  }
  await people
    .getByRole('listitem', { name: 'Ben', exact: true })
    .getByRole('button', { name: 'Deny', exact: true })
    .press('Enter');
  // A second press of the key must not decide about the next person.
  await expect(people.getByRole('heading', { name: 'Waiting (2)' })).toBeFocused();
  const refusal = ben.page.getByRole('alert').filter({ hasText: 'The host didn’t let you in.' });
  await expect(refusal).toBeVisible();
  await expect(ben.joinButton).toBeFocused();
  await expectAccessible(ben.page, 'a refused person');
  await ben.joinButton.click(); // too early
  await expect(ben.joinButton).toBeEnabled();
  await expect(refusal).toBeVisible();
  await expect(people.getByRole('heading', { name: 'Waiting (2)' })).toBeVisible();

  await people.getByRole('button', { name: 'Admit all' }).click();
  await expect(cid.tiles).toHaveCount(3);
  await expect(dan.tiles).toHaveCount(3);
  await expect(ann.tiles).toHaveCount(3);
});

test('a person stops waiting, and waits again after the server was away', async ({
  arrive,
  startBuiltServer,
  code,
}) => {
  const server = await startBuiltServer();
  const ann = await arrive('Ann', { server });
  await ann.join(code);
  await saveSettings(ann, code, { access: 'knock' });
  const ben = await arrive('Ben', { server });
  await ben.openRoom(code);
  await ben.joinButton.click();
  const people = await ann.openPanel('People');
  const waiting = people.getByRole('heading', { name: 'Waiting (1)' });
  await expect(waiting).toBeVisible();
  await ben.page.getByRole('button', { name: 'Stop waiting' }).click();
  await expect(waiting).toBeHidden();
  await expect(ben.joinButton).toBeFocused();
  await expect(ben.page).toHaveTitle(/^(?!Waiting)/);

  await ben.joinButton.click();
  await expect(waiting).toBeVisible();
  await server.kill();
  await expect(ann.banner).toBeVisible();
  await server.start();
  await expect(ann.banner).toBeHidden();
  await expect(ben.page.getByText('Waiting to be let in…')).toBeVisible();
  await expect(waiting).toBeVisible();
  await people.getByRole('button', { name: 'Admit', exact: true }).click();
  await expect(ben.tiles).toHaveCount(2);
});

test('a locked meeting says so before and after a try, and opens as soon as the host unlocks it', async ({
  arrive,
  code,
}) => {
  const ann = await arrive('Ann');
  await ann.join(code);
  const ben = await arrive('Ben');
  await ben.openRoom(code);
  const people = await ann.openPanel('People');
  const lock = people.getByRole('button', { name: 'Lock meeting' });
  await expect(lock).toHaveAttribute('aria-pressed', 'false');
  await lock.click();
  await expect(lock).toHaveAttribute('aria-pressed', 'true');
  const sentence = ben.page.getByRole('alert').filter({ hasText: 'This meeting is locked.' });
  await expect(sentence).toBeVisible();
  await ben.joinButton.click();
  await expect(ben.joinButton).toBeEnabled();
  await expect(sentence).toHaveCount(1);
  await expectAccessible(ben.page, 'a locked meeting');
  await lock.click();
  await expect(sentence).toBeHidden();
  await ben.joinNow();
  await expectCamera(ann.tileOf(ben));
});

test('a passcode is asked for, and a wrong one is reported beside its field', async ({ arrive, code }) => {
  const ann = await arrive('Ann');
  await ann.join(code);
  await saveSettings(ann, code, { passcode: 'tulip42' });
  const ben = await arrive('Ben');
  await ben.openRoom(code);
  const field = ben.page.getByLabel('Passcode', { exact: true });
  await ben.joinButton.click();
  await expect(field).toBeFocused();
  await expect(field).toHaveAccessibleDescription(/Enter the passcode\./);
  await field.fill('rose');
  await field.press('Enter');
  await expect(field).toHaveAccessibleDescription('This passcode isn’t right. Check it and try again.');
  await expect(field).toBeFocused();
  await expect(field).toHaveAttribute('aria-invalid', 'true');
  await expectAccessible(ben.page, 'a wrong passcode');
  await field.fill('tulip42');
  await field.press('Enter');
  await expect(ben.ownTile('camera')).toBeVisible();
  ben.id = (await ben.ownTile('camera').getAttribute('data-participant')) ?? '';
  await expectCamera(ann.tileOf(ben));
});

test('people who are not invited read what they can do', async ({ arrive, code }) => {
  const ann = await arrive('Ann');
  await ann.join(code);
  await saveSettings(ann, code, { access: 'invited', invited: ['ben'] });
  const ben = await arrive('Ben');
  await ben.join(code);
  const cid = await arrive('Cid');
  await cid.openRoom(code);
  await expect(cid.page.getByRole('alert').filter({ hasText: 'You’re not invited' })).toContainText(
    'Ask the host to add your username.',
  );
  await saveSettings(ann, code, { access: 'invited', invited: ['ben', 'cid'] });
  await expect(cid.page.getByRole('alert')).toHaveCount(0);
  await cid.joinNow();
  await expect(ann.tiles).toHaveCount(3);
});
