import type { Locator } from '@playwright/test';
import { expectAccessible } from './support/accessibility.js';
import type { Colour } from './support/media.js';
import { askAsGuest, saveSettings, statusOf, withoutTalkingWarning } from './support/meetings.js';
import type { Person } from './support/people.js';
import { openTab, sharer } from './support/shared-tab.js';
import { expectCamera, expectSharedTab, expectSilence, expectSound } from './support/tile-checks.js';
import { expect, test } from './support/test.js';

const RED: Colour = [208, 32, 48];

/** Opens the menu of a person and chooses an item. The people panel is open. */
async function choose(host: Person, about: string, item: string): Promise<void> {
  await host.page.getByRole('button', { name: `More for ${about}`, exact: true }).click();
  await host.page.getByRole('menuitem', { name: item, exact: true }).click();
}

/** The entry of a person in the open people panel. */
function entryOf(viewer: Person, name: string): Locator {
  return viewer.page
    .getByRole('region', { name: 'People', exact: true })
    .getByRole('listitem')
    .filter({ hasText: name });
}

test('a host mutes a person, whose sound stops, and asks them to unmute', async ({ arrive, code }) => {
  const [ann, ben] = [await arrive('Ann'), await arrive('Ben')];
  await withoutTalkingWarning(ben);
  for (const person of [ann, ben]) await person.join(code);
  await expectSound(ann.tileOf(ben));
  await ann.openPanel('People');
  await expect(entryOf(ann, 'Ann')).toContainText('Host');
  await choose(ann, 'Ben', 'Mute');
  await expectSilence(ann.tileOf(ben));
  await expect(ben.button('Microphone')).toHaveAttribute('aria-pressed', 'false');
  await expect(statusOf(ben, 'Ann muted you. Unmute when you want to speak.')).toBeAttached();
  await expect(ann.tileOf(ben).getByRole('img', { name: 'Microphone off' })).toBeVisible();

  await choose(ann, 'Ben', 'Ask to unmute');
  const question = ben.page.getByRole('dialog', { name: 'Ann asks you to unmute' });
  await expect(question.getByRole('button', { name: 'Stay muted' })).toBeFocused();
  await expect(statusOf(ben, 'Ann asks you to unmute.')).toBeAttached();
  await expectAccessible(ben.page, 'the question of a host');
  await ben.page.keyboard.press('Escape');
  await expect(question).toBeHidden();
  await expect(ben.button('Microphone')).toBeFocused();
  await expect(ben.button('Microphone')).toHaveAttribute('aria-pressed', 'false');

  await ben.openPanel('Chat');
  await ben.page.keyboard.type('I am ty');
  await choose(ann, 'Ben', 'Ask to unmute');
  await expect(question).toBeVisible();
  await ben.page.keyboard.type('ping'); // the question does not take the focus from a person who types
  await expect(ben.page.getByRole('textbox', { name: 'Message' })).toHaveValue('I am typing');
  await question.getByRole('button', { name: 'Unmute' }).click();
  await expect(question).toBeHidden();
  await expectSound(ann.tileOf(ben));
});

test('a host stops a shared screen, whose tile goes away, and lowers a hand', async ({ twoInCall }) => {
  const [ann, ben] = await twoInCall({ ben: sharer('blue') });
  await openTab(ben, RED);
  await ben.toggle('Share screen');
  await expectSharedTab(ann.tileOf(ben, 'screen'), RED);
  await ben.toolbar.getByRole('button', { name: 'Raise hand' }).click();
  await ann.openPanel('People');
  await choose(ann, 'Ben', 'Stop sharing');
  await expect(ann.tileOf(ben, 'screen')).toHaveCount(0);
  await expect(ben.ownTile('screen')).toHaveCount(0);
  await expect(ben.button('Share screen')).toHaveAttribute('aria-pressed', 'false');
  await expect(statusOf(ben, 'Ann stopped your screen share.')).toBeAttached();
  await expectCamera(ann.tileOf(ben));

  await choose(ann, 'Ben', 'Lower hand');
  const hand = ben.toolbar.getByRole('button', { name: 'Raise hand' });
  await expect(hand).toHaveAttribute('aria-pressed', 'false');
  await expect(statusOf(ben, 'Ann lowered your hand.')).toBeAttached();
  await expect(entryOf(ann, 'Ben').getByRole('img', { name: 'Hand raised' })).toBeHidden();
});

test('a host mutes everyone and lowers all hands at once', async ({ twoInCall, arrive, code }) => {
  const [ann, ben] = await twoInCall();
  const cid = await arrive('Cid');
  await cid.join(code);
  for (const person of [ben, cid]) {
    await person.toolbar.getByRole('button', { name: 'Raise hand' }).click();
  }
  const people = await ann.openPanel('People');
  await expect(people.getByRole('img', { name: 'Hand raised' })).toHaveCount(2);
  await people.getByRole('button', { name: 'Lower all hands' }).click();
  await expect(people.getByRole('img', { name: 'Hand raised' })).toHaveCount(0);
  await people.getByRole('button', { name: 'Mute all' }).click();
  for (const person of [ben, cid]) {
    await expect(person.button('Microphone')).toHaveAttribute('aria-pressed', 'false');
    await expectSilence(ann.tileOf(person));
  }
  await expect(ann.button('Microphone')).toHaveAttribute('aria-pressed', 'true');
});

test('a removed person reads why the call has ended, and cannot come back to it', async ({
  twoInCall,
  code,
}) => {
  const [ann, ben] = await twoInCall();
  await ann.openPanel('People');
  await choose(ann, 'Ben', 'Remove');
  const question = ann.page.getByRole('dialog', { name: 'Remove Ben from the meeting?' });
  await expect(question.getByRole('button', { name: 'Cancel' })).toBeFocused();
  await expectAccessible(ann.page, 'the question before a person is removed');
  await ann.page.keyboard.press('Escape');
  await expect(question).toBeHidden();
  await expect(ann.page.getByRole('button', { name: 'More for Ben' })).toBeFocused();
  await expect(ann.tiles).toHaveCount(2);

  await choose(ann, 'Ben', 'Remove');
  await question.getByRole('button', { name: 'Remove' }).click();
  const heading = ben.page.getByRole('heading', { name: 'You were removed from this meeting' });
  await expect(heading).toBeFocused();
  await expect(ben.page.getByRole('link', { name: 'Rejoin' })).toBeHidden();
  await expect(ben.page.getByRole('link', { name: 'Back to home' })).toHaveAttribute('href', '/home');
  await expectAccessible(ben.page, 'the end for a removed person');
  await expect(ann.tiles).toHaveCount(1);
  await ben.openRoom(code);
  const reason = ben.page.getByRole('alert').filter({ hasText: 'A host has removed you from this call.' });
  await expect(reason).toBeVisible();
  await ben.joinButton.click();
  await expect(ben.joinButton).toBeEnabled();
  await expect(reason).toHaveCount(1);
});

test('a co-host gets the tools and loses them, and a host hands over', async ({
  twoInCall,
  arrive,
  code,
}) => {
  const [ann, ben] = await twoInCall();
  const cid = await arrive('Cid');
  await withoutTalkingWarning(cid);
  await cid.join(code);
  const people = await ben.openPanel('People');
  await expect(people.getByRole('button', { name: /^More for/ })).toHaveCount(0);
  await expect(people.getByRole('button', { name: 'Lock meeting' })).toHaveCount(0);

  await ann.openPanel('People');
  await choose(ann, 'Ben', 'Make co-host');
  await expect(statusOf(ben, 'You’re now a co-host.')).toBeAttached();
  await expect(entryOf(ann, 'Ben')).toContainText('Co-host');
  await expect(people.getByRole('button', { name: 'Lock meeting' })).toBeVisible();
  await expect(people.getByRole('button', { name: 'End for all' })).toBeHidden();
  await ben.page.getByRole('button', { name: 'More for Ann' }).click();
  await expect(ben.page.getByRole('menuitem')).toHaveText(['Mute']);
  await ben.page.keyboard.press('Escape');
  await choose(ben, 'Cid', 'Mute');
  await expect(cid.button('Microphone')).toHaveAttribute('aria-pressed', 'false');

  await choose(ann, 'Ben', 'Remove as co-host');
  await expect(statusOf(ben, 'You’re no longer a co-host.')).toBeAttached();
  await expect(people.getByRole('button', { name: 'Lock meeting' })).toBeHidden();
  await expect(people.getByRole('button', { name: 'More for Cid' })).toBeHidden();

  await choose(ann, 'Ben', 'Make host');
  await ann.page
    .getByRole('dialog', { name: 'Make Ben the host?' })
    .getByRole('button', { name: 'Make host' })
    .click();
  await expect(statusOf(ben, 'You’re now the host.')).toBeAttached();
  await expect(statusOf(cid, 'Ben is now the host.')).toBeAttached();
  await expect(entryOf(ann, 'Ben')).toContainText('Host');
  await expect(people.getByRole('button', { name: 'End for all' })).toBeVisible();
});

test('a host ends the call for everyone', async ({ twoInCall, code }) => {
  const [ann, ben] = await twoInCall();
  const people = await ann.openPanel('People');
  await people.getByRole('button', { name: 'End for all' }).click();
  const question = ann.page.getByRole('dialog', { name: 'End the call for everyone?' });
  await expect(question).toBeVisible();
  await expectAccessible(ann.page, 'the question before the call ends');
  await question.getByRole('button', { name: 'End the call' }).click();
  await expect(ann.page.getByRole('heading', { name: 'You ended the call for everyone' })).toBeFocused();
  const heading = ben.page.getByRole('heading', { name: 'Ann ended the call for everyone' });
  await expect(heading).toBeFocused();
  await expectAccessible(ben.page, 'the end of the call');
  await ben.page.getByRole('link', { name: 'Rejoin' }).click();
  await ben.joinNow();
  await expect(ben.tiles).toHaveCount(1);
  await ann.join(code);
  await expectCamera(ann.tileOf(ben));
});

test('the menu of a person works with the keyboard alone', async ({ twoInCall }) => {
  const [ann, ben] = await twoInCall();
  await ann.openPanel('People');
  const button = ann.page.getByRole('button', { name: 'More for Ben' });
  const item = (name: string) => ann.page.getByRole('menuitem', { name, exact: true });
  const press = (key: string) => ann.page.keyboard.press(key);
  await expect(button).toBeVisible();
  await expect(ann.page.getByRole('button', { name: 'Close people' })).toBeFocused();
  const write = ann.page.getByRole('button', { name: 'Message Ben privately' });
  await expect(write).toBeVisible();
  await press('Tab');
  await expect(write).toBeFocused();
  await press('Tab');
  await expect(button).toBeFocused();
  await press('ArrowDown');
  await expect(item('Mute')).toBeFocused();
  await expect(button).toHaveAttribute('aria-expanded', 'true');
  await expect(ann.page.getByRole('menu', { name: 'More for Ben' })).toBeVisible();
  await expectAccessible(ann.page, 'the menu of a person');
  await press('ArrowUp');
  await expect(item('Remove')).toBeFocused();
  await press('ArrowDown');
  await expect(item('Mute')).toBeFocused();
  await press('End');
  await expect(item('Remove')).toBeFocused();
  await press('Home');
  await expect(item('Mute')).toBeFocused();
  await press('r');
  await expect(item('Remove')).toBeFocused();
  await press('Escape');
  await expect(button).toBeFocused();
  await expect(button).toHaveAttribute('aria-expanded', 'false');
  await expect(ann.page.getByRole('region', { name: 'People', exact: true })).toBeVisible();
  await press('ArrowUp');
  await expect(item('Remove')).toBeFocused();
  await press('Tab');
  await expect(ann.page.getByRole('menu')).toBeHidden();
  await expect(ann.page.getByRole('button', { name: 'Lock meeting' })).toBeFocused();

  await button.focus();
  await press('Enter');
  await expect(item('Mute')).toBeFocused();
  await ben.toggle('Microphone'); // the open menu follows the state of the person
  await expect(item('Ask to unmute')).toBeFocused();
  await ann.page.locator('#stage').click({ position: { x: 5, y: 5 } });
  await expect(ann.page.getByRole('menu')).toBeHidden();
  await button.click();
  await button.click();
  await expect(ann.page.getByRole('menu')).toBeHidden();
  await button.press('Space');
  await press('Enter');
  await expect(ben.page.getByRole('dialog', { name: 'Ann asks you to unmute' })).toBeVisible();
});

test('on a phone the menu and the tools of the host are entirely on the screen', async ({ arrive, code }) => {
  const ann = await arrive('Ann', { options: { viewport: { width: 390, height: 844 }, hasTouch: true } });
  await ann.join(code);
  await saveSettings(ann, code, { access: 'knock', allowGuests: true });
  const guests = [await arrive('Gus', { account: false }), await arrive('Ida', { account: false })];
  for (const guest of guests) {
    await guest.openRoom(code);
    await askAsGuest(guest);
  }
  await expect(ann.toolbar.locator('#more .badge')).toHaveAttribute('data-count', '2');
  await ann.toolbar.getByRole('button', { name: 'More' }).click();
  const people = await ann.openPanel('People');
  for (const name of ['Admit', 'Deny']) {
    await expect(people.getByRole('button', { name, exact: true }).first()).toBeInViewport({ ratio: 1 });
  }
  await people.getByRole('button', { name: 'Admit all' }).click();
  await expect(ann.tiles).toHaveCount(3);
  for (const name of ['Lock meeting', 'Mute all', 'Lower all hands', 'End for all']) {
    const button = people.getByRole('button', { name });
    await expect(button).toBeInViewport({ ratio: 1 });
    await button.click({ trial: true });
  }
  await people.getByRole('button', { name: 'More for Ida' }).click();
  for (const item of await ann.page.getByRole('menuitem').all()) {
    await expect(item).toBeInViewport({ ratio: 1 });
    await item.click({ trial: true });
  }
});

test('tools of the host that could not be loaded are loaded again', async ({ arrive, code }) => {
  const ann = await arrive('Ann');
  let attempts = 0;
  await ann.page.route('**/build/host.*', async (route) => {
    attempts += 1;
    if (attempts === 1) await route.abort();
    else await route.continue();
  });
  await ann.join(code);
  await expect(statusOf(ann, 'The tools for hosts couldn’t be loaded.')).toBeAttached();
  const people = await ann.openPanel('People');
  await expect(people.getByRole('button', { name: 'Lock meeting' })).toBeVisible();
  expect(attempts).toBe(2);
});

test('a page that is not of a host never loads the tools', async ({ arrive, code }) => {
  const ann = await arrive('Ann');
  await ann.join(code);
  const ben = await arrive('Ben');
  const scripts: string[] = [];
  ben.page.on('request', (request) => scripts.push(request.url()));
  await ben.join(code);
  await ben.openPanel('People');
  await expectCamera(ben.tileOf(ann));
  expect(scripts.filter((url) => url.includes('/build/room.'))).not.toEqual([]);
  expect(scripts.filter((url) => url.includes('/build/host.'))).toEqual([]);
});
